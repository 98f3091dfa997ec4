import type { QueueFigures } from '#plugins/telephony/server/kpi/figures'
import { sharedJson } from '#plugins/telephony/tests/unit/support/shared_data'

export interface Spread {
  n: number
  sum: number
  mean: number
  median: number
  max: number
}

/** Figures of all queues or of one, as ground-truth.json has them. */
export interface QueueTruth {
  offered: number
  answered: number
  abandoned: number
  other_exits: number
  answer_rate: number
  abandon_rate: number
  wait_answered: Spread
  asa: number
  wait_abandoned: Spread
  service_level: Record<string, Record<string, number>>
  talk: Spread
  answered_with_zero_talk: number
  aht_acw0: number
  busiest_hour: { start: string; offered: number }
  max_queue_length: { value: number; first_at: string }
  max_simultaneous_talks: { value: number; first_at: string }
}

export interface AgentTruth {
  name: string
  answered: number
  talk_sum: number
  talk_mean: number
  talk_max: number
  answered_by_queue: Record<string, number>
  presence_sessions: number
  presence_seconds: number
}

export interface BankTruth {
  cdr: Record<string, number> & { disposition: Record<string, number> }
  total: QueueTruth
  queues: Record<string, QueueTruth & { number: string }>
  agents: Record<string, AgentTruth>
  per_day: Record<string, Record<string, number>>
  weekday_hour: Record<string, Record<string, number[]>>
}

export const LEVELS = [10, 20, 30, 60]
export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

export function bankTruth(): BankTruth {
  return (sharedJson('bank-1999', 'ground-truth.json') as { truth: BankTruth }).truth
}

/** Every quotient of the truth is rounded to six places. */
export function six(value: number | null | undefined): number {
  return value === null || value === undefined ? Number.NaN : Math.round(value * 1e6) / 1e6
}

/** The exchange's own clock: Tehran is three and a half hours ahead of UTC. */
function local(instant: number | null): string {
  return new Date((instant ?? 0) + 12_600_000).toISOString().slice(0, 19).replace('T', ' ')
}

/** Figures of the API in the form of the truth. */
export function asTruth(row: QueueFigures): QueueTruth {
  const { kpis, medians, serviceLevels, busiestHour: hour } = row
  const of = (key: string) => kpis[key] ?? Number.NaN
  const spread = (n: string, sum: string, mean: string, median: number | null, max: string) => ({
    n: of(n),
    sum: of(sum),
    mean: six(kpis[mean]),
    median: median ?? Number.NaN,
    max: of(max),
  })
  const { wait_answered_median: waited, wait_abandoned_median: lost, talk_median: talk } = medians
  return {
    offered: of('offered'),
    answered: of('answered'),
    abandoned: of('abandoned'),
    other_exits: of('other_exits'),
    answer_rate: six(kpis.answer_rate),
    abandon_rate: six(kpis.abandon_rate),
    wait_answered: spread('answered', 'wait_answered_sum', 'asa', waited, 'wait_answered_max'),
    asa: six(kpis.asa),
    wait_abandoned: spread(
      'abandoned',
      'wait_abandoned_sum',
      'wait_abandoned_mean',
      lost,
      'wait_abandoned_max'
    ),
    service_level: Object.fromEntries(
      serviceLevels.map((level) => [
        String(level.seconds),
        {
          answered_within: level.answeredWithin,
          abandoned_within: level.abandonedWithin,
          answered_over_offered: six(level.answeredOverOffered),
          answered_over_offered_less_short_abandons: six(
            level.answeredOverOfferedLessShortAbandons
          ),
          answered_plus_short_abandons_over_offered: six(
            level.answeredPlusShortAbandonsOverOffered
          ),
        },
      ])
    ),
    talk: spread('answered', 'talk_sum', 'talk_mean', talk, 'talk_max'),
    answered_with_zero_talk: of('zero_talks'),
    aht_acw0: six(kpis.aht),
    busiest_hour: {
      start: `${hour?.localDay} ${String(hour?.localHour).padStart(2, '0')}:00:00`,
      offered: hour?.offered ?? Number.NaN,
    },
    max_queue_length: { value: row.longestQueue.value, first_at: local(row.longestQueue.firstAt) },
    max_simultaneous_talks: { value: row.mostTalks.value, first_at: local(row.mostTalks.firstAt) },
  }
}
