import type { Instant } from '../model/assembled.js'
import { wholeSeconds } from '../model/whole_seconds.js'

/** A session or pause as far as figures need it. */
export interface AgentSpan {
  agent: string
  queue: string | null
  startedAt: Instant
  /** null: it goes on. */
  endedAt: Instant | null
  reason?: string
}

/** The part of time that is looked at; open spans end at `to`. */
export interface Window {
  from: Instant
  to: Instant
}

/** Presence, pauses and occupancy of an agent. Seconds are differences of whole seconds. */
export interface AgentTime {
  /** Stretches of presence, in however many queues at once. */
  presenceSessions: number
  presenceSeconds: number
  pauseCount: number
  /** Time in which the agent was paused in at least one queue while present. */
  pauseSeconds: number
  /** Mean length of a pause; null without pauses. */
  pauseMeanSeconds: number | null
  /** Pauses by reason. */
  pausesByReason: Record<string, { count: number; seconds: number }>
}

/**
 * Presence and pauses by agent, in order of agents: an agent in several queues is present once. Pauses of an agent without
 * sessions (a static member: the log knows no log-in) count whole. Pure.
 */
export function agentTimes(
  sessions: readonly AgentSpan[],
  pauses: readonly AgentSpan[],
  window: Window
): Map<string, AgentTime> {
  const agents = [...new Set([...sessions, ...pauses].map((span) => span.agent))].sort()
  const times = new Map<string, AgentTime>()
  for (const agent of agents) {
    const present = union(intervalsOf(sessions, agent, window))
    const own = pauses.filter((pause) => pause.agent === agent)
    const paused = union(intervalsOf(own, agent, window))
    const counted = present.length === 0 ? paused : intersection(paused, present)
    const reasons = byReason(own, window)
    times.set(agent, {
      presenceSessions: present.length,
      presenceSeconds: secondsOf(present),
      pauseCount: intervalsOf(own, agent, window).length,
      pauseSeconds: secondsOf(counted),
      pauseMeanSeconds: meanOf(Object.values(reasons)),
      pausesByReason: reasons,
    })
  }
  return times
}

/** Occupancy: handle time ÷ (presence − pause); null when the agent was not available at all. */
export function occupancy(
  handleSeconds: number,
  time: Pick<AgentTime, 'presenceSeconds' | 'pauseSeconds'>
): number | null {
  const available = time.presenceSeconds - time.pauseSeconds
  return available > 0 ? handleSeconds / available : null
}

export type Interval = readonly [Instant, Instant]

/** Intervals that overlap or touch made one, in order of time. */
export function union(intervals: readonly Interval[]): Interval[] {
  const sorted = [...intervals].sort((a, b) => a[0] - b[0])
  const result: Array<[Instant, Instant]> = []
  for (const [from, to] of sorted) {
    const last = result[result.length - 1]
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else result.push([from, to])
  }
  return result
}

/** What two lists of disjoint intervals in order of time have in common. */
export function intersection(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const result: Interval[] = []
  for (const [from, to] of a) {
    for (const [start, end] of b) {
      if (start < to && end > from) result.push([Math.max(from, start), Math.min(to, end)])
    }
  }
  return result
}

function intervalsOf(spans: readonly AgentSpan[], agent: string, window: Window): Interval[] {
  const intervals: Interval[] = []
  for (const span of spans) {
    if (span.agent !== agent) continue
    const from = Math.max(span.startedAt, window.from)
    const to = Math.min(span.endedAt ?? window.to, window.to)
    if (to > from || (span.startedAt >= window.from && to === from)) intervals.push([from, to])
  }
  return intervals
}

function secondsOf(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, [from, to]) => sum + wholeSeconds(from, to), 0)
}

function byReason(pauses: readonly AgentSpan[], window: Window): AgentTime['pausesByReason'] {
  const reasons: AgentTime['pausesByReason'] = {}
  for (const pause of pauses) {
    const [interval] = intervalsOf([pause], pause.agent, window)
    if (interval === undefined) continue
    const entry = (reasons[pause.reason ?? ''] ??= { count: 0, seconds: 0 })
    entry.count += 1
    entry.seconds += wholeSeconds(interval[0], interval[1])
  }
  return reasons
}

function meanOf(reasons: ReadonlyArray<{ count: number; seconds: number }>): number | null {
  const count = reasons.reduce((sum, reason) => sum + reason.count, 0)
  const seconds = reasons.reduce((sum, reason) => sum + reason.seconds, 0)
  return count === 0 ? null : seconds / count
}
