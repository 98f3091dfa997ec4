import type {
  AgentHistory,
  AgentSession,
  AssembledCall,
  Instant,
  Pause,
} from '../model/assembled.js'
import type { FigureFilter } from './dimensions.js'
import {
  busiestHourRecords,
  medianRecords,
  peakRecords,
  type BusiestHour,
  type MedianKey,
  type MedianRow,
  type Peak,
  type PeakKey,
} from './extremes.js'
import type { FigureRequest, MeasureRow } from './figure_request.js'
import type { AgentSpan, Window } from './presence.js'
import { measureRecords, recordsOf } from './record_figures.js'
import {
  busiestHourQuery,
  medianQuery,
  peakQuery,
  readBusiestHours,
  readMedians,
  readPeaks,
} from './sql_extremes.js'
import { measureQuery, readMeasures, type FigureDatabase } from './sql_figures.js'
import type { SourceName } from './sources.js'

/** Where figures come from: records in memory or the assembled tables. Both give the same. */
export interface FigureStore {
  measures(source: SourceName, request?: FigureRequest): Promise<MeasureRow[]>
  medians(key: MedianKey, request?: FigureRequest): Promise<MedianRow[]>
  /** @param until where waits and talks that go on are cut; without it they are left out */
  peaks(key: PeakKey, request?: FigureRequest, until?: Instant): Promise<Peak[]>
  busiestHours(request?: FigureRequest): Promise<BusiestHour[]>
  /** Sessions that lie at least partly in the window. */
  sessions(filter: FigureFilter, window: Window): Promise<AgentSpan[]>
  pauses(filter: FigureFilter, window: Window): Promise<AgentSpan[]>
}

/** Figures over assembled calls and agents' histories in memory. */
export class RecordStore implements FigureStore {
  readonly #calls: readonly AssembledCall[]
  readonly #agents: readonly AgentHistory[]

  constructor(calls: readonly AssembledCall[], agents: readonly AgentHistory[] = []) {
    this.#calls = calls
    this.#agents = agents
  }

  async measures(source: SourceName, request: FigureRequest = {}): Promise<MeasureRow[]> {
    return measureRecords(source, recordsOf(source, this.#calls), request)
  }

  async medians(key: MedianKey, request: FigureRequest = {}): Promise<MedianRow[]> {
    return medianRecords(key, recordsOf('queue', this.#calls), request)
  }

  async peaks(key: PeakKey, request: FigureRequest = {}, until?: Instant): Promise<Peak[]> {
    return peakRecords(key, recordsOf('queue', this.#calls), request, until)
  }

  async busiestHours(request: FigureRequest = {}): Promise<BusiestHour[]> {
    return busiestHourRecords(recordsOf('queue', this.#calls), request)
  }

  async sessions(filter: FigureFilter, window: Window): Promise<AgentSpan[]> {
    return spansWithin(
      this.#agents.flatMap((agent) => agent.sessions),
      filter,
      window
    )
  }

  async pauses(filter: FigureFilter, window: Window): Promise<AgentSpan[]> {
    return spansWithin(
      this.#agents.flatMap((agent) => agent.pauses),
      filter,
      window
    )
  }
}

function spansWithin(
  spans: ReadonlyArray<AgentSession | Pause>,
  { siteIds, agents }: FigureFilter,
  window: Window
): AgentSpan[] {
  return spans.filter(
    (span) =>
      (siteIds?.includes(span.siteId) ?? true) &&
      (agents?.includes(span.agent) ?? true) &&
      span.startedAt < window.to &&
      (span.endedAt === null || span.endedAt >= window.from)
  )
}

/** Figures from the assembled tables. */
export class SqlStore implements FigureStore {
  readonly #database: FigureDatabase

  constructor(database: FigureDatabase) {
    this.#database = database
  }

  async measures(source: SourceName, request: FigureRequest = {}): Promise<MeasureRow[]> {
    return readMeasures(source, request, await measureQuery(this.#database, source, request))
  }

  async medians(key: MedianKey, request: FigureRequest = {}): Promise<MedianRow[]> {
    const rows = readMedians(request, await medianQuery(this.#database, key, request))
    return rows.length === 0 && (request.by ?? []).length === 0
      ? [{ group: {}, value: null }]
      : rows
  }

  async peaks(key: PeakKey, request: FigureRequest = {}, until?: Instant): Promise<Peak[]> {
    return readPeaks(this.#database, request, await peakQuery(this.#database, key, request, until))
  }

  async busiestHours(request: FigureRequest = {}): Promise<BusiestHour[]> {
    return readBusiestHours(request, await busiestHourQuery(this.#database, request))
  }

  sessions(filter: FigureFilter, window: Window): Promise<AgentSpan[]> {
    return this.#spans('agent_session', filter, window)
  }

  pauses(filter: FigureFilter, window: Window): Promise<AgentSpan[]> {
    return this.#spans('agent_pause', filter, window)
  }

  async #spans(
    table: 'agent_session' | 'agent_pause',
    { siteIds, agents }: FigureFilter,
    window: Window
  ): Promise<AgentSpan[]> {
    const { knex, dialect, restrict } = this.#database
    const query = knex(table)
      .select('agent', 'queue', 'started_at', 'ended_at')
      .where('started_at', '<', dialect.instant(window.to))
      .where((open) =>
        open.whereNull('ended_at').orWhere('ended_at', '>=', dialect.instant(window.from))
      )
      .orderBy('started_at')
    if (table === 'agent_pause') query.select('reason')
    if (siteIds !== undefined) query.whereIn('site_id', [...siteIds])
    if (agents !== undefined) query.whereIn('agent', [...agents])
    restrict?.(query, table)
    const rows: Array<Record<string, unknown>> = await query
    return rows.map((row) => ({
      agent: String(row.agent),
      queue: row.queue === null ? null : String(row.queue),
      startedAt: dialect.readInstant(row.started_at) ?? 0,
      endedAt: dialect.readInstant(row.ended_at),
      reason: row.reason === undefined || row.reason === null ? '' : String(row.reason),
    }))
  }
}
