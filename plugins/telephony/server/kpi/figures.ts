import type { Instant } from '../model/assembled.js'
import type { FigureParams } from './conditions.js'
import type { Dimension, FigureFilter, Group } from './dimensions.js'
import type { BusiestHour, MedianKey, Peak } from './extremes.js'
import type { FigureRequest } from './figure_request.js'
import type { FigureStore } from './figure_store.js'
import { agentTimes, occupancy, type AgentTime, type Window } from './presence.js'
import { kpisOf, kpiValue } from './registry.js'
import type { SourceName } from './sources.js'

/** One group with all its measures and key figures, unrounded; null = not defined there. */
export interface FigureRow {
  group: Group
  measures: Record<string, number | null>
  kpis: Record<string, number | null>
}

/**
 * All key figures of a source, by group. This is what a dashboard tile, a report and the API call.
 * @throws E_TELEPHONY_BAD_FIGURE
 */
export async function figures(
  store: FigureStore,
  source: SourceName,
  request: FigureRequest = {}
): Promise<FigureRow[]> {
  const rows = await store.measures(source, request)
  return rows.map(({ group, measures }) => ({
    group,
    measures,
    kpis: Object.fromEntries(kpisOf(source).map((kpi) => [kpi.key, kpiValue(kpi, measures)])),
  }))
}

/** Service level at one T, by the three usual formulas. */
export interface ServiceLevel {
  seconds: number
  answeredWithin: number
  abandonedWithin: number
  /** answered within T ÷ offered */
  answeredOverOffered: number | null
  /** answered within T ÷ (offered − abandoned within T) */
  answeredOverOfferedLessShortAbandons: number | null
  /** (answered within T + abandoned within T) ÷ offered */
  answeredPlusShortAbandonsOverOffered: number | null
}

/** Everything about a queue (or about all, or by day, agent, hour …) in a period. */
export interface QueueFigures extends FigureRow {
  serviceLevels: ServiceLevel[]
  medians: Record<MedianKey, number | null>
  longestQueue: Omit<Peak, 'group'>
  mostTalks: Omit<Peak, 'group'>
  busiestHour: Omit<BusiestHour, 'group'> | null
}

export interface QueueFiguresRequest {
  filter?: FigureFilter
  by?: readonly Dimension[]
  params?: Partial<FigureParams>
  /** T of each service level wanted, beside the queue's own in `params`. */
  serviceLevels?: readonly number[]
  /** Where waits and talks that go on are cut; without it they do not count in peaks. */
  until?: Instant
}

/**
 * The figures page of queues: key figures, service levels at several T, medians, longest queue, most talks at once, busiest
 * hour, by group.
 * @throws E_TELEPHONY_BAD_FIGURE
 */
export async function queueFigures(
  store: FigureStore,
  { serviceLevels = [], until, ...request }: QueueFiguresRequest
): Promise<QueueFigures[]> {
  const rows = await figures(store, 'queue', request)
  const levels = await Promise.all(
    serviceLevels.map((seconds) => serviceLevelsAt(store, request, seconds))
  )
  const [waits, lost, talks] = await Promise.all([
    store.medians('wait_answered_median', request),
    store.medians('wait_abandoned_median', request),
    store.medians('talk_median', request),
  ])
  const [queues, together, hours] = await Promise.all([
    store.peaks('longest_queue', request, until),
    store.peaks('most_talks', request, until),
    store.busiestHours(request),
  ])
  return rows.map((row) => {
    const at = keyOf(row.group)
    const find = <T extends { group: Group }>(list: readonly T[]) =>
      list.find((each) => keyOf(each.group) === at)
    return {
      ...row,
      serviceLevels: levels
        .map((byGroup) => byGroup.get(at))
        .filter((level) => level !== undefined),
      medians: {
        wait_answered_median: find(waits)?.value ?? null,
        wait_abandoned_median: find(lost)?.value ?? null,
        talk_median: find(talks)?.value ?? null,
      },
      longestQueue: withoutGroup(find(queues)),
      mostTalks: withoutGroup(find(together)),
      busiestHour: hourOf(find(hours)),
    }
  })
}

async function serviceLevelsAt(
  store: FigureStore,
  request: FigureRequest,
  seconds: number
): Promise<Map<string, ServiceLevel>> {
  const rows = await figures(store, 'queue', {
    ...request,
    params: { ...request.params, serviceLevelSeconds: { default: seconds } },
    only: ['offered', 'answered', 'answered_within', 'abandoned_within'],
  })
  return new Map(
    rows.map(({ group, kpis }) => [
      keyOf(group),
      {
        seconds,
        answeredWithin: kpis.answered_within ?? 0,
        abandonedWithin: kpis.abandoned_within ?? 0,
        answeredOverOffered: kpis.service_level ?? null,
        answeredOverOfferedLessShortAbandons: kpis.service_level_less_short_abandons ?? null,
        answeredPlusShortAbandonsOverOffered: kpis.service_level_with_short_abandons ?? null,
      },
    ])
  )
}

/** An agent's work in a period. */
export interface AgentFigures {
  agent: string
  /** Parts in calls of every kind. */
  kpis: Record<string, number | null>
  /** Calls from queues, all together and by queue. */
  queues: Record<string, number | null>
  byQueue: Record<string, Record<string, number | null>>
  time: AgentTime
  occupancy: number | null
}

const NO_TIME: AgentTime = {
  presenceSessions: 0,
  presenceSeconds: 0,
  pauseCount: 0,
  pauseSeconds: 0,
  pauseMeanSeconds: null,
  pausesByReason: {},
}

/**
 * Figures of agents: calls, talk, presence, pauses, occupancy.
 * @param window the period as instants: open sessions and pauses end at its end
 */
export async function agentFigures(
  store: FigureStore,
  {
    filter = {},
    params,
    window,
  }: { filter?: FigureFilter; params?: Partial<FigureParams>; window: Window }
): Promise<AgentFigures[]> {
  const [parts, queues, byQueue, sessions, pauses] = await Promise.all([
    figures(store, 'agent', { filter, params, by: ['agent'] }),
    figures(store, 'queue', { filter, params, by: ['agent'] }),
    figures(store, 'queue', { filter, params, by: ['agent', 'queue'] }),
    store.sessions(filter, window),
    store.pauses(filter, window),
  ])
  const times = agentTimes(sessions, pauses, window)
  const agents = new Set([
    ...parts.map(({ group }) => String(group.agent)),
    ...queues.map(({ group }) => String(group.agent)),
    ...times.keys(),
  ])
  return [...agents].sort().map((agent) => {
    const own = parts.find(({ group }) => group.agent === agent)
    const time = times.get(agent) ?? NO_TIME
    const handled = (own?.measures.handle_talk_sum ?? 0) + (own?.measures.handle_acw_sum ?? 0)
    return {
      agent,
      kpis: own?.kpis ?? {},
      queues: queues.find(({ group }) => group.agent === agent)?.kpis ?? {},
      byQueue: Object.fromEntries(
        byQueue
          .filter(({ group }) => group.agent === agent)
          .map(({ group, kpis }) => [String(group.queue), kpis])
      ),
      time,
      occupancy: occupancy(handled, time),
    }
  })
}

function keyOf(group: Group): string {
  return Object.values(group).join('\u0000')
}

function withoutGroup(peak: Peak | undefined): Omit<Peak, 'group'> {
  return { value: peak?.value ?? 0, firstAt: peak?.firstAt ?? null }
}

function hourOf(hour: BusiestHour | undefined): QueueFigures['busiestHour'] {
  if (hour === undefined) return null
  const { localDay, localHour, offered } = hour
  return { localDay, localHour, offered }
}
