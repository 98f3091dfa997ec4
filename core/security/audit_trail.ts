import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import type { Json } from '#core/metadata/types'

export interface AuditFilter {
  from?: string | undefined
  to?: string | undefined
  actor?: number | undefined
  action?: string | undefined
  entity?: string | undefined
  record?: number | undefined
  /** Entries older than this one. */
  before?: number | undefined
  limit?: number | undefined
}
export interface AuditListing {
  seq: number
  at: string
  actor: { id: number; name: string }
  address: string | null
  channel: string
  action: string
  entity: string | null
  record: number | null
  changes: Json
  details: Json
}
interface AuditRow {
  seq: number | string
  at: string
  actor_id: number
  actor_name: string
  address: string | null
  channel: string
  action: string
  entity: string | null
  record_id: number | null
  changes: string | null
  details: string | null
}

const PAGE = 100

function parse(text: string | null): Json {
  return text === null ? null : (JSON.parse(text) as Json)
}

function toListing(row: AuditRow): AuditListing {
  return {
    seq: Number(row.seq),
    at: row.at,
    actor: { id: row.actor_id, name: row.actor_name },
    address: row.address,
    channel: row.channel,
    action: row.action,
    entity: row.entity,
    record: row.record_id,
    changes: parse(row.changes),
    details: parse(row.details),
  }
}

function applyFilter(query: Knex.QueryBuilder, filter: AuditFilter): void {
  if (filter.from) query.where('at', '>=', filter.from)
  if (filter.to) query.where('at', '<', filter.to)
  if (filter.actor !== undefined) query.where('actor_id', filter.actor)
  if (filter.action) query.where('action', filter.action)
  if (filter.entity) query.where('entity', filter.entity)
  if (filter.record !== undefined) query.where('record_id', filter.record)
  if (filter.before !== undefined) query.where('seq', '<', filter.before)
}

/** Reads the audit, newest first. */
export class AuditTrail {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** One page; `next` is the `before` of the following one, null at the end. */
  async list(filter: AuditFilter): Promise<{ entries: AuditListing[]; next: number | null }> {
    const limit = Math.min(filter.limit ?? PAGE, 500)
    const query = this.#database
      .read('audit_log')
      .orderBy('seq', 'desc')
      .limit(limit + 1)
    applyFilter(query, filter)
    const rows: AuditRow[] = await query.select(
      'seq',
      'at',
      'actor_id',
      'actor_name',
      'address',
      'channel',
      'action',
      'entity',
      'record_id',
      'changes',
      'details'
    )
    const entries = rows.slice(0, limit).map(toListing)
    return { entries, next: rows.length > limit ? (entries.at(-1)?.seq ?? null) : null }
  }

  /** All actions that occur, for the filter's choice. */
  async actions(): Promise<string[]> {
    const rows: { action: string }[] = await this.#database
      .read('audit_log')
      .distinct('action')
      .orderBy('action')
    return rows.map((row) => row.action)
  }
}

const DEFINITIONS = ['metadata.change', 'metadata.reset', 'metadata.purge', 'plugin.enabled']

/** Who changed definitions last and when. */
export async function lastChangeOfDefinitions(
  knex: Knex
): Promise<{ by: string; at: string } | null> {
  const row: { actor_name: string; at: string } | undefined = await knex('audit_log')
    .whereIn('action', DEFINITIONS)
    .orderBy('seq', 'desc')
    .first('actor_name', 'at')
  return row ? { by: row.actor_name, at: row.at } : null
}
