import type { Knex } from 'knex'
import { batches, dialectOf, run, runRows, upsertRows } from '#core/database/dialect'
import type { Database } from '#core/database/database'
import type { Json, JsonPrimitive } from '#core/metadata/types'
import type { Position, SourceName } from '../pbx/types.js'
import type { Touched } from '../mirror/mirror_store.js'
import { E_TELEPHONY_SYNC_BUSY, E_TELEPHONY_SYNC_SUPERSEDED } from '../errors.js'

export type Trigger = 'schedule' | 'manual' | 'command' | 'ingest'
export type RunState = 'running' | 'done' | 'failed' | 'superseded'

/** A run that gave no sign of life for so long is dead. */
const DEAD_AFTER_MS = 120_000

/** Counts of one run. */
export interface RunCounts {
  rowsRead: number
  rowsAdded: number
  callsWritten: number
  callsLinked: number
}

export interface RunView extends RunCounts {
  id: number
  trigger: Trigger
  state: RunState
  startedAt: string
  endedAt: string | null
  clockSkewSeconds: number | null
  error: { code: string; params: Record<string, JsonPrimitive> } | null
}

/** How far one table of a site is copied. */
export interface SavedPosition {
  position: Position
  /** Newest time seen, PBX local text. */
  newest: string | null
}

/**
 * Everything that a sync must remember to go on after being killed: positions, touched calls, and who runs. Positions and
 * touched calls move in the same transactions as the rows they tell of.
 */
export class SyncState {
  readonly #dialect

  constructor(private readonly database: Database) {
    this.#dialect = dialectOf(database.dialect)
  }

  async positions(siteId: number): Promise<Map<SourceName, SavedPosition>> {
    const rows: Array<{ source: SourceName; position: string; newest: string | null }> =
      await this.database.read('telephony_sync_position').where('site_id', siteId)
    return new Map(
      rows.map((row) => [
        row.source,
        { position: JSON.parse(row.position) as Position, newest: row.newest },
      ])
    )
  }

  async savePosition(
    trx: Knex.Transaction,
    siteId: number,
    source: SourceName,
    saved: SavedPosition
  ): Promise<void> {
    await upsertRows(trx, this.#dialect, {
      table: 'telephony_sync_position',
      columns: ['site_id', 'source', 'position', 'newest'],
      keys: ['site_id', 'source'],
      update: ['position', 'newest'],
      rows: [[siteId, source, JSON.stringify(saved.position), saved.newest]],
    })
  }

  /** Remembers what new rows concern; a call touched twice is assembled once. */
  async touch(trx: Knex.Transaction, siteId: number, touched: Touched): Promise<void> {
    const rows = [
      ...touched.calls.map((id) => [siteId, 'call', id]),
      ...touched.agents.map((id) => [siteId, 'agent', id]),
    ]
    if (rows.length === 0) return
    await upsertRows(trx, this.#dialect, {
      table: 'telephony_touched',
      columns: ['site_id', 'kind', 'pbx_id'],
      keys: ['site_id', 'kind', 'pbx_id'],
      rows,
    })
  }

  /** Ids of calls or agents that wait to be assembled, oldest first. */
  async waiting(siteId: number, kind: 'call' | 'agent', limit: number): Promise<string[]> {
    const rows: Array<{ pbx_id: string }> = await this.database
      .read('telephony_touched')
      .select('pbx_id')
      .where({ site_id: siteId, kind })
      .orderBy('id')
      .limit(limit)
    return rows.map((row) => row.pbx_id)
  }

  async countWaiting(siteId: number): Promise<number> {
    const row = await this.database
      .read('telephony_touched')
      .where('site_id', siteId)
      .count({ n: '*' })
      .first()
    return Number(row?.n ?? 0)
  }

  async settle(
    trx: Knex.Transaction,
    siteId: number,
    kind: 'call' | 'agent',
    ids: readonly string[]
  ): Promise<void> {
    for (const chunk of batches(ids, 5_000)) {
      await run(trx, {
        sql: `delete from telephony_touched where site_id = ? and kind = ? and ${this.#dialect.inJson('pbx_id', 'text')}`,
        bindings: [siteId, kind, JSON.stringify(chunk)],
      })
    }
  }

  /** Marks every call and agent of a site, so that all of it is assembled again (its rules have changed). */
  async touchAll(trx: Knex.Transaction, siteId: number): Promise<void> {
    const ids = await runRows<{ id: string }>(trx, {
      sql:
        `select case when linkedid = '' then uniqueid else linkedid end as id, min(id) as first_id from pbx_cdr where site_id = ? ` +
        `group by case when linkedid = '' then uniqueid else linkedid end order by first_id`,
      bindings: [siteId],
    })
    const logged = await runRows<{ id: string }>(trx, {
      sql: `select callid as id, min(id) as first_id from pbx_queue_log where site_id = ? group by callid order by first_id`,
      bindings: [siteId],
    })
    const agents = await runRows<{ id: string }>(trx, {
      sql: `select agent as id, min(id) as first_id from pbx_queue_log where site_id = ? group by agent order by first_id`,
      bindings: [siteId],
    })
    const nobody = new Set(['', 'NONE', 'MANAGER', 'REALTIME'])
    const named = (rows: Array<{ id: string }>) =>
      rows.map(({ id }) => id).filter((id) => !nobody.has(id))
    await this.touch(trx, siteId, { calls: named([...ids, ...logged]), agents: named(agents) })
  }

  /**
   * Begins a run. Where another one of the same site is alive it is refused, or with `takeOver` the other one is stopped at
   * its next batch. A run that died gives way at once to `takeOver`, to others after two minutes.
   * @throws E_TELEPHONY_SYNC_BUSY
   */
  async begin(
    site: { id: number; name: string },
    trigger: Trigger,
    takeOver: boolean,
    now: Date
  ): Promise<number> {
    return this.database.transaction(async (trx) => {
      const others: Array<{ id: number; alive_at: string }> = await trx('telephony_sync_run')
        .select('id', 'alive_at')
        .where({ site_id: site.id, state: 'running' })
      const alive = others.some((o) => now.getTime() - Date.parse(o.alive_at) < DEAD_AFTER_MS)
      if (alive && !takeOver) throw new E_TELEPHONY_SYNC_BUSY({ site: site.name })
      await trx('telephony_sync_run')
        .where({ site_id: site.id, state: 'running' })
        .update({ state: 'superseded', ended_at: now.toISOString() })
      const text = now.toISOString()
      const [id] = await runRows<{ id: number }>(
        trx,
        this.#dialect.insertIds({
          table: 'telephony_sync_run',
          columns: ['site_id', 'trigger', 'state', 'started_at', 'alive_at'],
          rows: [[site.id, trigger, 'running', text, text]],
        })
      )
      return Number(id?.id)
    })
  }

  /** Proves inside a batch's transaction that the run is still the one in charge, and notes its counts. */
  async stillMine(
    trx: Knex.Transaction,
    runId: number,
    siteName: string,
    counts: RunCounts
  ): Promise<void> {
    const mine = await trx('telephony_sync_run')
      .where({ id: runId, state: 'running' })
      .update({ alive_at: new Date().toISOString(), ...countColumns(counts) })
    if (mine !== 1) throw new E_TELEPHONY_SYNC_SUPERSEDED({ site: siteName })
  }

  async finish(
    runId: number,
    counts: RunCounts,
    skew: number | null,
    error: { code: string; params: Record<string, Json> } | null
  ): Promise<void> {
    const now = new Date().toISOString()
    await this.database
      .write('telephony_sync_run')
      .where({ id: runId, state: 'running' })
      .update({
        ...countColumns(counts),
        state: error ? 'failed' : 'done',
        alive_at: now,
        ended_at: now,
        clock_skew_seconds: skew,
        error_code: error?.code ?? null,
        error_params: error ? JSON.stringify(error.params) : null,
      })
  }

  /** The latest runs of a site, newest first. */
  async runs(siteId: number, limit: number): Promise<RunView[]> {
    const rows: Array<Record<string, string | number | null>> = await this.database
      .read('telephony_sync_run')
      .where('site_id', siteId)
      .orderBy('id', 'desc')
      .limit(limit)
    return rows.map(viewOf)
  }
}

function countColumns(counts: RunCounts): Record<string, number> {
  return {
    rows_read: counts.rowsRead,
    rows_added: counts.rowsAdded,
    calls_written: counts.callsWritten,
    calls_linked: counts.callsLinked,
  }
}

function viewOf(row: Record<string, string | number | null>): RunView {
  const code = row.error_code
  return {
    id: Number(row.id),
    trigger: row.trigger as Trigger,
    state: row.state as RunState,
    startedAt: String(row.started_at),
    endedAt: row.ended_at === null ? null : String(row.ended_at),
    rowsRead: Number(row.rows_read),
    rowsAdded: Number(row.rows_added),
    callsWritten: Number(row.calls_written),
    callsLinked: Number(row.calls_linked),
    clockSkewSeconds: row.clock_skew_seconds === null ? null : Number(row.clock_skew_seconds),
    error: code
      ? {
          code: String(code),
          params: JSON.parse(String(row.error_params ?? '{}')) as Record<string, JsonPrimitive>,
        }
      : null,
  }
}
