import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { dialectOf } from '#core/database/dialect'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { Metadata } from '#core/metadata/metadata'
import type { QueueMember } from '../assembler/site_options.js'
import type { AssembledCall } from '../model/assembled.js'
import { EntityTable, type NewRow } from './entity_table.js'

const WRITTEN = {
  queue: ['site_id', 'number', 'name', 'service_level_seconds', 'service_level_formula'],
  extension: ['site_id', 'number'],
} as const

const MEMBER_FIELDS = ['member_interface', 'member_name']

const DEFAULT_SERVICE_LEVEL_SECONDS = 20

/**
 * Adds the queues and extensions that calls name for the first time, so that an administrator only has to say who they
 * are. They carry no name or member yet, hence they do not change how calls are assembled.
 */
export class PlaceStore {
  readonly #dialect

  constructor(
    database: Database,
    private readonly metadata: Metadata,
    private readonly types: FieldTypes
  ) {
    this.#dialect = dialectOf(database.dialect)
  }

  async addNew(
    trx: Knex.Transaction,
    siteId: number,
    calls: readonly AssembledCall[]
  ): Promise<void> {
    const queues = new Map<string, number>()
    const extensions = new Map<string, number>()
    for (const { call, legs, attempts } of calls) {
      for (const leg of legs) {
        if (leg.queue) remember(queues, leg.queue, call.startedAt)
        if (leg.agent) remember(extensions, leg.agent, call.startedAt)
      }
      for (const attempt of attempts) remember(extensions, attempt.agent, call.startedAt)
    }
    await this.#add(trx, 'queue', siteId, queues, (number) => ({
      number,
      name: number,
      service_level_seconds: DEFAULT_SERVICE_LEVEL_SECONDS,
      service_level_formula: 'answered_over_offered',
    }))
    const numbered = [...extensions].filter(([number]) => /^\d{1,10}$/.test(number))
    await this.#add(trx, 'extension', siteId, new Map(numbered), (number) => ({ number }))
  }

  /** Notes on extensions by which interface and name the queues call them, where nobody has said otherwise. */
  async addMembers(
    trx: Knex.Transaction,
    siteId: number,
    members: readonly QueueMember[]
  ): Promise<void> {
    const definition = this.metadata.current().entity.get('extension')
    if (!definition) throw new RangeError('The entity extension is not installed')
    const table = (fields: readonly string[]) =>
      new EntityTable(definition, fields, this.types, this.#dialect)
    for (const member of members) {
      const values = { member_interface: member.interface, member_name: member.name }
      const known: { id: number; member_name: string | null } | undefined = await trx('extension')
        .select('id', 'member_name')
        .where({ site_id: siteId, number: member.extension })
        .first()
      if (known) {
        if (known.member_name) continue
        await table(MEMBER_FIELDS).patch(trx, [{ id: Number(known.id), values }])
        continue
      }
      const moment = new Date(0)
      await table([...WRITTEN.extension, 'name', ...MEMBER_FIELDS]).insert(trx, [
        {
          values: { site_id: siteId, number: member.extension, name: member.name, ...values },
          system: { ownerId: null, unitId: null, createdAt: moment, updatedAt: moment },
        },
      ])
    }
  }

  async #add(
    trx: Knex.Transaction,
    entity: keyof typeof WRITTEN,
    siteId: number,
    found: ReadonlyMap<string, number>,
    valuesOf: (number: string) => Record<string, string | number>
  ): Promise<void> {
    if (found.size === 0) return
    const rows: Array<{ number: string }> = await trx(entity)
      .select('number')
      .where('site_id', siteId)
    const known = new Set(rows.map(({ number }) => number))
    const fresh = [...found].filter(([number]) => !known.has(number)).sort(byNumber)
    if (fresh.length === 0) return
    const definition = this.metadata.current().entity.get(entity)
    if (!definition) throw new RangeError(`The entity ${entity} is not installed`)
    const table = new EntityTable(definition, WRITTEN[entity], this.types, this.#dialect)
    await table.insert(
      trx,
      fresh.map(([number, at]): NewRow => {
        const moment = new Date(at)
        return {
          values: { site_id: siteId, ...valuesOf(number) },
          system: { ownerId: null, unitId: null, createdAt: moment, updatedAt: moment },
        }
      })
    )
  }
}

function remember(seen: Map<string, number>, name: string, at: number): void {
  const known = seen.get(name)
  if (known === undefined || at < known) seen.set(name, at)
}

function byNumber([a]: [string, number], [b]: [string, number]): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
