import type { Knex } from 'knex'
import { CodedError } from '#core/errors/coded_error'
import type { Database } from '#core/database/database'
import type { Settings } from '#core/plugin_host/settings'
import { E_TELEPHONY_SITE_NOT_CONNECTED } from '../errors.js'
import type { MirrorStore } from '../mirror/mirror_store.js'
import { touchedBy } from '../mirror/mirror_store.js'
import { earlier, notAfter } from '../pbx/local_text.js'
import { PbxReader } from '../pbx/pbx_reader.js'
import { COLUMNS } from '../pbx/table_shape.js'
import type { Position, RowValues, SourceName, TableShape } from '../pbx/types.js'
import type { SiteProfile, SiteStore } from '../sites/site_store.js'
import type { StoredCounts } from '../store/call_store.js'
import type { Assembly, AssemblySite } from './assembly.js'
import type { MemberLearning } from './member_learning.js'
import type { RunCounts, SavedPosition, SyncState, Trigger } from './sync_state.js'

export interface SyncOptions {
  trigger: Trigger
  /** Reads the PBX's tables from their beginning; rows that are there already are not added again. */
  full?: boolean
  /** Stops another run of the site instead of giving way to it. */
  takeOver?: boolean
  /** Rows a transaction; default 5,000. */
  pageRows?: number
  /** Calls a transaction; default 400. */
  pageCalls?: number
  signal?: AbortSignal
  /** `total` grows while tables are being looked at. */
  progress?: (done: number, total: number, step: SyncStep) => Promise<void>
}

export type SyncStep = SourceName | 'assemble'

export interface SyncResult extends RunCounts {
  runId: number
  clockSkewSeconds: number | null
}

const PAGE_ROWS = 5_000
const PAGE_CALLS = 400
/** Auto-increment ids are given before their transactions commit: a lower one may still appear. */
const ID_OVERLAP = 1_000

interface RunContext {
  id: number
  site: SiteProfile
  counts: RunCounts
  options: SyncOptions
  done: number
  total: number
}

/**
 * Copies a site's tables into the mirror and assembles what has changed. First all tables are copied, page by page; each
 * page's rows, the position after it and the ids of the calls it concerns are one transaction. Then the touched calls are
 * assembled, batch by batch. A run may die at any moment: the next one goes on from what was committed and comes to the
 * same result.
 */
export class SiteSync {
  constructor(
    private readonly database: Database,
    private readonly sites: SiteStore,
    private readonly mirror: MirrorStore,
    private readonly state: SyncState,
    private readonly assembly: Assembly,
    private readonly learning: MemberLearning,
    private readonly settings: Settings
  ) {}

  /**
   * Synchronises one site.
   * @throws E_TELEPHONY_SYNC_BUSY, E_TELEPHONY_SYNC_SUPERSEDED, E_TELEPHONY_SITE_NOT_CONNECTED, E_DATABASE_UNAVAILABLE and
   * the E_TELEPHONY_PBX_… codes
   */
  async run(siteId: number, options: SyncOptions): Promise<SyncResult> {
    const site = await this.sites.profile(siteId)
    return this.#recorded(site, options, async (context) => {
      const skew = site.provider === 'asterisk' ? await this.#copy(context) : null
      await this.#assemble(context)
      return skew
    })
  }

  /** Adds rows that do not come from a database (demo, tests, recorded data) on the same path. */
  async ingest(
    siteId: number,
    rows: Partial<Record<SourceName, readonly RowValues[]>>
  ): Promise<SyncResult> {
    const site = await this.sites.profile(siteId)
    const options: SyncOptions = { trigger: 'ingest', takeOver: true }
    return this.#recorded(site, options, async (context) => {
      for (const [source, values] of Object.entries(rows) as Array<[SourceName, RowValues[]]>) {
        await this.#ingestSource(context, source, values)
      }
      await this.#assemble(context)
      return null
    })
  }

  /** Assembles all calls of a site anew: its rules, members or extensions have changed. */
  async reassemble(siteId: number, options: SyncOptions): Promise<SyncResult> {
    const site = await this.sites.profile(siteId)
    return this.#recorded(site, options, async (context) => {
      await this.database.transaction(async (trx) => {
        await this.state.stillMine(trx, context.id, site.name, context.counts)
        await this.state.touchAll(trx, siteId)
      })
      await this.#assemble(context)
      return null
    })
  }

  async #recorded(
    site: SiteProfile,
    options: SyncOptions,
    work: (context: RunContext) => Promise<number | null>
  ): Promise<SyncResult> {
    const id = await this.state.begin(site, options.trigger, options.takeOver ?? false, new Date())
    const counts: RunCounts = { rowsRead: 0, rowsAdded: 0, callsWritten: 0, callsLinked: 0 }
    try {
      const skew = await work({ id, site, counts, options, done: 0, total: 0 })
      await this.state.finish(id, counts, skew, null)
      return { runId: id, ...counts, clockSkewSeconds: skew }
    } catch (error) {
      await this.state.finish(id, counts, null, reasonOf(error))
      throw error
    }
  }

  async #copy(context: RunContext): Promise<number> {
    const { site, options } = context
    const { connection } = site.settings
    if (connection === null) throw new E_TELEPHONY_SITE_NOT_CONNECTED({ site: site.name })
    const { database: password = '' } = await this.sites.secrets(site.id)
    const reader = new PbxReader(connection, password, options.signal)
    try {
      const clock = await reader.clock()
      const shapes = await reader.shapes()
      const saved = await this.state.positions(site.id)
      const starts = new Map<TableShape, Position>()
      for (const shape of shapes) {
        const start = await this.#start(
          reader,
          shape,
          saved.get(shape.source),
          clock.localNow,
          options
        )
        starts.set(shape, start)
        context.total += await reader.remaining(shape, start)
      }
      for (const [shape, start] of starts) {
        await this.#copyTable(
          context,
          reader,
          shape,
          start,
          saved.get(shape.source),
          clock.localNow
        )
      }
      return clock.skewSeconds
    } finally {
      reader.close()
    }
  }

  /** Where to begin reading a table: before the saved position, so that rows which came late are seen. */
  async #start(
    reader: PbxReader,
    shape: TableShape,
    saved: SavedPosition | undefined,
    localNow: string,
    options: SyncOptions
  ): Promise<Position> {
    const position = saved?.position
    if (shape.by === 'id') {
      if (options.full || position?.by !== 'id') return { by: 'id', after: 0 }
      // Ids that start again from one belong to a table that was made anew.
      if ((await reader.highestId(shape)) < position.after) return { by: 'id', after: 0 }
      return { by: 'id', after: Math.max(0, position.after - ID_OVERLAP) }
    }
    if (options.full || position?.by !== 'time' || position.from === null) {
      return { by: 'time', from: null }
    }
    const hours = Number(this.settings.get('telephony', 'late_rows_hours'))
    return { by: 'time', from: earlier(notAfter(position.from, localNow), hours) }
  }

  async #copyTable(
    context: RunContext,
    reader: PbxReader,
    shape: TableShape,
    start: Position,
    saved: SavedPosition | undefined,
    localNow: string
  ): Promise<void> {
    const limit = context.options.pageRows ?? PAGE_ROWS
    const timeIndex = COLUMNS[shape.source].indexOf(shape.timeColumn)
    let position = start
    let reached = saved ?? null
    for (;;) {
      context.options.signal?.throwIfAborted()
      const page = await reader.page(shape, position, limit)
      const next: SavedPosition = {
        position: furthest(reached?.position, start, cap(page.next, localNow)),
        newest: newestOf(reached?.newest ?? null, page.rows, timeIndex, localNow),
      }
      await this.#savePage(context, shape.source, page.rows, reached, next)
      reached = next
      position = page.next
      context.done += page.rows.length
      context.total = Math.max(context.total, context.done)
      await context.options.progress?.(context.done, context.total, shape.source)
      if (page.last) return
    }
  }

  /** One page: its rows, what they touch, and the position after them, together. Nothing new, nothing written. */
  async #savePage(
    context: RunContext,
    source: SourceName,
    rows: RowValues[],
    before: SavedPosition | null,
    next: SavedPosition
  ): Promise<void> {
    const { site, counts } = context
    const moved = JSON.stringify(before) !== JSON.stringify(next)
    counts.rowsRead += rows.length
    const read = this.database.read
    if (!moved && !(await this.mirror.missing(read, site.id, source, rows))) return
    await this.database.transaction(async (trx) => {
      const added = await this.mirror.add(trx, site.id, source, rows)
      await this.state.touch(trx, site.id, touchedBy(source, added))
      await this.state.savePosition(trx, site.id, source, next)
      counts.rowsAdded += added.length
      await this.state.stillMine(trx, context.id, site.name, counts)
    })
  }

  async #ingestSource(context: RunContext, source: SourceName, rows: RowValues[]): Promise<void> {
    const column = source === 'cdr' ? 'calldate' : source === 'cel' ? 'eventtime' : 'time'
    const timeIndex = COLUMNS[source].indexOf(column)
    const saved = (await this.state.positions(context.site.id)).get(source) ?? null
    let reached = saved
    // Rows of one moment must stay in one page: see `pageHashes`.
    for (const page of pagesOf(rows, timeIndex, PAGE_ROWS)) {
      const next: SavedPosition = {
        position: { by: 'time', from: null },
        newest: newestOf(reached?.newest ?? null, page, timeIndex, '9999'),
      }
      await this.#savePage(context, source, page, reached, next)
      reached = next
    }
  }

  async #assemble(context: RunContext): Promise<void> {
    const { site, counts, options } = context
    let prepared: AssemblySite = await this.assembly.prepare(site.id)
    const guard = async (trx: Knex.Transaction, stored: StoredCounts) => {
      counts.callsWritten += stored.written
      counts.callsLinked += stored.linked
      await this.state.stillMine(trx, context.id, site.name, counts)
    }
    await this.assembly.touchStale(prepared, guard)
    if ((await this.state.countWaiting(site.id)) === 0) return
    if (await this.learning.learn(prepared, guard)) {
      prepared = await this.assembly.prepare(site.id)
    }
    const waiting = await this.state.countWaiting(site.id)
    context.total = context.done + waiting
    await options.progress?.(context.done, context.total, 'assemble')
    for (;;) {
      options.signal?.throwIfAborted()
      const limit = options.pageCalls ?? PAGE_CALLS
      const stored = await this.assembly.nextCalls(prepared, limit, guard)
      if (stored === null) break
      context.done = context.total - (await this.state.countWaiting(site.id))
      await options.progress?.(context.done, context.total, 'assemble')
    }
    await this.assembly.touchedAgents(prepared, guard)
    await options.progress?.(context.total, context.total, 'assemble')
  }
}

/** The position after a page, never behind one reached before, unless the table began anew. */
function furthest(reached: Position | undefined, start: Position, next: Position): Position {
  if (reached === undefined || reached.by !== next.by) return next
  if (reached.by === 'id' && next.by === 'id') {
    const anew = start.by === 'id' && start.after === 0 && next.after < reached.after
    return anew ? next : { by: 'id', after: Math.max(reached.after, next.after) }
  }
  if (reached.by === 'time' && next.by === 'time') {
    const later = next.from !== null && (reached.from === null || next.from > reached.from)
    return later ? next : reached
  }
  return next
}

/** Rows dated in the future (the PBX's clock was wrong for a while) must not carry the position there. */
function cap(position: Position, localNow: string): Position {
  if (position.by === 'id' || position.from === null) return position
  return { by: 'time', from: notAfter(position.from, localNow) }
}

function newestOf(
  before: string | null,
  rows: readonly RowValues[],
  timeIndex: number,
  localNow: string
): string | null {
  let newest = before
  for (const row of rows) {
    const text = notAfter(String(row[timeIndex]), localNow)
    if (newest === null || text > newest) newest = text
  }
  return newest
}

/** Pages that never part rows of one moment; the rows are in time order. Pure. */
export function* pagesOf(
  rows: readonly RowValues[],
  timeIndex: number,
  limit: number
): Generator<RowValues[]> {
  let start = 0
  while (start < rows.length) {
    let end = Math.min(start + limit, rows.length)
    while (end < rows.length && rows[end]?.[timeIndex] === rows[end - 1]?.[timeIndex]) end += 1
    yield rows.slice(start, end)
    start = end
  }
}

function reasonOf(error: unknown) {
  if (error instanceof CodedError) return { code: error.code, params: error.params }
  return { code: 'E_UNEXPECTED', params: {} }
}
