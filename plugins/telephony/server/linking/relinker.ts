import type { Knex } from 'knex'
import { batches, dialectOf, run, runRows } from '#core/database/dialect'
import type { Database } from '#core/database/database'
import type { CallStore } from '../store/call_store.js'
import type { CallLinker } from './call_linker.js'

interface LooseCall {
  id: number
  external_number: string
  direction: string
  kind: string
  started_at: unknown
}

/** Tables that name an agent and his user. */
const OF_AGENTS = [
  'call',
  'call_leg',
  'call_attempt',
  'recording',
  'survey_mark',
  'agent_session',
  'agent_pause',
]

/** Links calls that are there already: to customers whose number came later, and to users whose extension changed. */
export class Relinker {
  readonly #dialect

  constructor(
    private readonly database: Database,
    private readonly linker: CallLinker,
    private readonly store: CallStore
  ) {
    this.#dialect = dialectOf(database.dialect)
  }

  /** Whether any call without a customer has one of these numbers: cheap, asked before a job is made. */
  async concerns(numbers: readonly string[]): Promise<boolean> {
    const [found] = await this.#loose(this.database.read, numbers, 0, 1)
    return found !== undefined
  }

  /**
   * Looks again at calls without a customer (or with several candidates) that have one of these normalised numbers. Links made
   * by the machine or by hand stay. Answers how many calls found their customer.
   */
  async numbers(numbers: readonly string[], signal?: AbortSignal): Promise<number> {
    let linked = 0
    let after = 0
    for (;;) {
      signal?.throwIfAborted()
      const done = await this.database.transaction(async (trx) => {
        const calls = await this.#loose(trx, numbers, after, 1_000)
        const links = await this.linker.link(
          calls.map((call) => ({
            externalNumber: call.external_number,
            hasCustomer: call.direction !== 'internal' && call.kind === 'call',
            startedAt: this.#dialect.readInstant(call.started_at)?.toISOString() ?? '',
            caseReference: null,
          }))
        )
        const changes = calls.flatMap((call, index) => {
          const link = links[index]
          return link && link.state !== 'unlinked' ? [{ id: Number(call.id), link }] : []
        })
        await this.store.relink(trx, changes)
        linked += changes.filter(({ link }) => link.state === 'linked').length
        after = Number(calls.at(-1)?.id ?? 0)
        return calls.length < 1_000
      })
      if (done) return linked
    }
  }

  /** Gives an extension's calls and presence to its user, or takes them back to the site's unit. */
  async owner(siteId: number, extension: string): Promise<void> {
    await this.database.transaction(async (trx) => {
      const row: { user: number | null; unit: number | null } | undefined = await trx('extension')
        .leftJoin('users', 'users.id', 'extension.user')
        .select('extension.user', { unit: 'users.unit' })
        .where({ 'extension.site_id': siteId, 'extension.number': extension })
        .whereNull('extension.deleted_at')
        .first()
      const user = row?.user ?? null
      for (const table of OF_AGENTS) {
        await run(trx, {
          sql:
            `update ${this.#dialect.quote(table)} set agent_user = ?, owner_id = ?, ` +
            `unit_id = coalesce(?, unit_id), version = version + 1 where site_id = ? and agent = ? and deleted_at is null`,
          bindings: [user, user, row?.unit ?? null, siteId, extension],
        })
      }
    })
  }

  async #loose(
    knex: Knex,
    numbers: readonly string[],
    after: number,
    limit: number
  ): Promise<LooseCall[]> {
    const found: LooseCall[] = []
    for (const chunk of batches(numbers, 5_000)) {
      const rows = await runRows<LooseCall>(knex, {
        sql:
          `select id, external_number, direction, kind, started_at from ${this.#dialect.quote('call')} ` +
          `where ${this.#dialect.inJson('phone_e164', 'text')} and id > ? and deleted_at is null ` +
          `and link_state in ('unlinked', 'ambiguous') order by id ${this.#dialect.firstRows}`,
        bindings: [JSON.stringify(chunk), after, limit],
      })
      found.push(...rows)
    }
    return found.sort((a, b) => Number(a.id) - Number(b.id)).slice(0, limit)
  }
}
