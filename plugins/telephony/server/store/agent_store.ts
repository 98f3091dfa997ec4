import type { Knex } from 'knex'
import { dialectOf, runRows } from '#core/database/dialect'
import type { Database } from '#core/database/database'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { Metadata } from '#core/metadata/metadata'
import type { AgentHistory, AgentSession, Pause } from '../model/assembled.js'
import { fieldValues } from './assembled_values.js'
import type { StoringSite } from './call_store.js'
import { EntityTable, type ChangedRow, type NewRow } from './entity_table.js'
import { writtenFields } from './written_fields.js'

type Span = AgentSession | Pause

interface StoredSpan {
  id: number
  agent: string
  pbx_key: string
  ended_at: unknown
}

/** Writes agents' sessions and pauses; those that a newer history no longer has are deleted. */
export class AgentStore {
  readonly #dialect

  constructor(
    database: Database,
    private readonly metadata: Metadata,
    private readonly types: FieldTypes
  ) {
    this.#dialect = dialectOf(database.dialect)
  }

  async store(
    trx: Knex.Transaction,
    site: StoringSite,
    histories: readonly AgentHistory[]
  ): Promise<void> {
    const agents = histories.map((history) => history.agent)
    const sessions = histories.flatMap((history) => history.sessions)
    const pauses = histories.flatMap((history) => history.pauses)
    await this.#replace(trx, site, 'agent_session', agents, sessions)
    await this.#replace(trx, site, 'agent_pause', agents, pauses)
  }

  async #replace(
    trx: Knex.Transaction,
    site: StoringSite,
    entity: string,
    agents: readonly string[],
    spans: readonly Span[]
  ): Promise<void> {
    const stored = await this.#stored(trx, site.id, entity, agents)
    const fresh: NewRow[] = []
    const changed: ChangedRow[] = []
    const ordered = [...spans].sort((a, b) => a.startedAt - b.startedAt || (a.key < b.key ? -1 : 1))
    for (const span of ordered) {
      const row = rowOf(site, span)
      const before = stored.get(span.key)
      stored.delete(span.key)
      if (before === undefined) fresh.push(row)
      else if (this.#differs(before, span)) changed.push({ id: Number(before.id), ...row })
    }
    const table = this.#table(entity)
    await table.remove(
      trx,
      [...stored.values()].map(({ id }) => Number(id))
    )
    await table.update(trx, changed)
    await table.insert(trx, fresh)
  }

  /** A span's beginning is its key; only its end and what goes with it come later. */
  #differs(before: StoredSpan, span: Span): boolean {
    const end = this.#dialect.readInstant(before.ended_at)?.getTime() ?? null
    return end !== span.endedAt || before.agent !== span.agent
  }

  async #stored(
    knex: Knex,
    siteId: number,
    entity: string,
    agents: readonly string[]
  ): Promise<Map<string, StoredSpan>> {
    const rows = await runRows<StoredSpan>(knex, {
      sql:
        `select id, agent, pbx_key, ended_at from ${this.#dialect.quote(entity)} where site_id = ? ` +
        `and ${this.#dialect.inJson('agent', 'text')} and deleted_at is null order by id`,
      bindings: [siteId, JSON.stringify(agents)],
    })
    return new Map(rows.map((row) => [row.pbx_key, row]))
  }

  #table(entity: string): EntityTable {
    const definition = this.metadata.current().entity.get(entity)
    if (!definition) throw new RangeError(`The entity ${entity} is not installed`)
    return new EntityTable(definition, writtenFields(definition), this.types, this.#dialect)
  }
}

function rowOf(site: StoringSite, span: Span): NewRow {
  const user = site.users.get(span.agent)
  return {
    values: { ...fieldValues(span), agent_user: user?.userId ?? null },
    system: {
      ownerId: user?.userId ?? null,
      unitId: user?.unitId ?? site.unitId,
      createdAt: new Date(span.startedAt),
      updatedAt: new Date(span.endedAt ?? span.startedAt),
    },
  }
}
