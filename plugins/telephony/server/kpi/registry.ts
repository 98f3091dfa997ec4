import type { ParamName } from './conditions.js'
import type { MeasureKey } from './measures.js'
import type { SourceName } from './sources.js'

export type KpiUnit = 'count' | 'seconds' | 'milliseconds' | 'ratio' | 'number'

/** A sum of measures with their signs: `{ offered: 1, abandoned_within: -1 }`. */
export type Terms<Name extends SourceName> = Readonly<Partial<Record<MeasureKey<Name>, number>>>

/**
 * A key figure: a measure, or one sum of measures divided by another. Its label and definition are texts under
 * `telephony.kpi.<key>.label` and `telephony.kpi.<key>.definition` (locales/*.json), shown beside the figure.
 */
export interface Kpi<Name extends SourceName = SourceName> {
  key: string
  source: Name
  unit: KpiUnit
  numerator: Terms<Name>
  /** null: the figure is the numerator itself. */
  denominator: Terms<Name> | null
  /** Limits that the figure depends on: to be shown with it. */
  params: readonly ParamName[]
  /** Whether more is better; null: neither. For tiles and comparisons with a past period. */
  better: 'more' | 'less' | null
}

function define<Name extends SourceName>(source: Name) {
  const make =
    (unit: KpiUnit) =>
    (
      key: string,
      numerator: Terms<Name>,
      denominator: Terms<Name> | null,
      better: Kpi['better'] = null,
      params: readonly ParamName[] = []
    ): Kpi<Name> => ({ key, source, unit, numerator, denominator, params, better })
  return {
    /** The measure itself. */
    plain: (
      unit: KpiUnit,
      key: MeasureKey<Name>,
      better: Kpi['better'] = null,
      params: readonly ParamName[] = []
    ) => make(unit)(key, { [key]: 1 } as Terms<Name>, null, better, params),
    ratio: make('ratio'),
    mean: make('seconds'),
    meanNumber: make('number'),
    meanMs: make('milliseconds'),
    count: make('count'),
  }
}

const queue = define('queue')
const agent = define('agent')
const call = define('call')
const attempt = define('attempt')
const transfer = define('transfer')
const survey = define('survey')

const QUEUE_KPIS: ReadonlyArray<Kpi<'queue'>> = [
  queue.plain('count', 'offered'),
  queue.plain('count', 'answered', 'more'),
  queue.plain('count', 'abandoned', 'less'),
  queue.count(
    'other_exits',
    { timeouts: 1, key_exits: 1, left_empty: 1, disconnected: 1 },
    null,
    'less'
  ),
  queue.plain('count', 'timeouts', 'less'),
  queue.plain('count', 'key_exits'),
  queue.plain('count', 'left_empty', 'less'),
  queue.plain('count', 'disconnected', 'less'),
  queue.plain('count', 'waiting'),
  queue.plain('count', 'lost', 'less'),
  queue.plain('count', 'missed', 'less'),
  queue.plain('count', 'refused', 'less'),
  queue.plain('count', 'refused_full', 'less'),
  queue.plain('count', 'refused_empty', 'less'),
  queue.ratio('answer_rate', { answered: 1 }, { offered: 1 }, 'more'),
  queue.ratio(
    'abandon_rate',
    { abandoned: 1, short_abandoned: -1 },
    { offered: 1, short_abandoned: -1 },
    'less',
    ['shortAbandonSeconds']
  ),
  queue.ratio('lost_call_rate', { lost: 1 }, { offered: 1 }, 'less'),
  queue.plain('count', 'answered_within', 'more', ['serviceLevelSeconds']),
  queue.plain('count', 'abandoned_within', null, ['serviceLevelSeconds']),
  queue.ratio('service_level', { answered_within: 1 }, { offered: 1 }, 'more', [
    'serviceLevelSeconds',
  ]),
  queue.ratio(
    'service_level_less_short_abandons',
    { answered_within: 1 },
    { offered: 1, abandoned_within: -1 },
    'more',
    ['serviceLevelSeconds']
  ),
  queue.ratio(
    'service_level_with_short_abandons',
    { answered_within: 1, abandoned_within: 1 },
    { offered: 1 },
    'more',
    ['serviceLevelSeconds']
  ),
  queue.ratio('service_level_of_answered', { answered_within: 1 }, { answered: 1 }, 'more', [
    'serviceLevelSeconds',
  ]),
  queue.mean('asa', { wait_answered_sum: 1 }, { answered: 1 }, 'less'),
  queue.plain('seconds', 'wait_answered_sum'),
  queue.plain('seconds', 'wait_answered_min'),
  queue.plain('seconds', 'wait_answered_max', 'less'),
  queue.mean('wait_abandoned_mean', { wait_abandoned_sum: 1 }, { abandoned: 1 }),
  queue.plain('seconds', 'wait_abandoned_sum'),
  queue.plain('seconds', 'wait_abandoned_min'),
  queue.plain('seconds', 'wait_abandoned_max'),
  queue.mean('wait_lost_mean', { wait_lost_sum: 1 }, { lost: 1 }),
  queue.plain('seconds', 'wait_lost_min'),
  queue.plain('seconds', 'wait_lost_max'),
  queue.meanNumber(
    'position_entered_lost_mean',
    { position_entered_lost_sum: 1 },
    { position_entered_lost_count: 1 }
  ),
  queue.plain('number', 'position_entered_lost_min'),
  queue.plain('number', 'position_entered_lost_max'),
  queue.meanNumber(
    'position_left_lost_mean',
    { position_left_lost_sum: 1 },
    { position_left_lost_count: 1 }
  ),
  queue.plain('number', 'position_left_lost_min'),
  queue.plain('number', 'position_left_lost_max'),
  queue.plain('seconds', 'talk_sum'),
  queue.mean('talk_mean', { talk_sum: 1 }, { answered: 1 }),
  queue.plain('seconds', 'talk_min'),
  queue.plain('seconds', 'talk_max'),
  queue.plain('count', 'zero_talks'),
  queue.plain('count', 'long_talks', null, ['longTalkSeconds']),
  queue.mean('hold_mean', { hold_sum: 1 }, { hold_known: 1 }, 'less'),
  queue.mean('acw_mean', { acw_sum: 1 }, { acw_known: 1 }, 'less'),
  queue.mean('ring_mean', { ring_sum: 1 }, { answered: 1 }, 'less'),
  queue.mean('aht', { talk_sum: 1, acw_sum: 1 }, { answered: 1 }),
  queue.plain('count', 'transferred'),
  queue.plain('count', 'blind_transfers'),
  queue.plain('count', 'attended_transfers'),
  queue.ratio('transfer_rate', { transferred: 1 }, { answered: 1 }, 'less'),
  queue.plain('count', 'ended_by_caller'),
  queue.plain('count', 'ended_by_agent'),
  queue.plain('count', 'transferred_in'),
  queue.plain('count', 'reentries'),
  queue.meanNumber('attempts_per_answered', { attempts_answered: 1 }, { answered: 1 }, 'less'),
  queue.meanNumber('attempts_per_lost', { attempts_lost: 1 }, { lost: 1 }),
  queue.plain('count', 'unanswered_attempts', 'less'),
]

const AGENT_KPIS: ReadonlyArray<Kpi<'agent'>> = [
  agent.plain('count', 'handled', 'more'),
  agent.plain('count', 'handled_from_queues', 'more'),
  agent.plain('count', 'handled_direct'),
  agent.plain('count', 'dialled_out'),
  agent.plain('seconds', 'handle_talk_sum'),
  agent.mean('handle_talk_mean', { handle_talk_sum: 1 }, { handled: 1 }),
  agent.plain('seconds', 'handle_talk_min'),
  agent.plain('seconds', 'handle_talk_max'),
  agent.mean('agent_aht', { handle_talk_sum: 1, handle_acw_sum: 1 }, { handled: 1 }),
  agent.plain('count', 'passed_on'),
  agent.ratio('passed_on_rate', { passed_on: 1 }, { handled: 1 }, 'less'),
]

const CALL_KPIS: ReadonlyArray<Kpi<'call'>> = [
  call.plain('count', 'calls'),
  call.plain('count', 'inbound_calls'),
  call.plain('count', 'outbound_calls'),
  call.plain('count', 'internal_calls'),
  call.ratio('inbound_rate', { inbound_calls: 1 }, { calls: 1 }),
  call.plain('count', 'calls_answered', 'more'),
  call.plain('count', 'inbound_answered', 'more'),
  call.plain('count', 'outbound_answered', 'more'),
  call.ratio('reach_rate', { outbound_answered: 1 }, { outbound_calls: 1 }, 'more'),
  call.ratio('unanswered_rate', { calls: 1, calls_answered: -1 }, { calls: 1 }, 'less'),
  call.plain('count', 'calls_queued'),
  call.plain('count', 'calls_in_several_queues', 'less'),
  call.plain('count', 'calls_lost', 'less'),
  call.plain('count', 'calls_lost_abandoned', 'less'),
  call.plain('count', 'calls_lost_missed', 'less'),
  call.plain('count', 'calls_lost_disconnected', 'less'),
  call.ratio('calls_lost_rate', { calls_lost: 1 }, { calls_queued: 1 }, 'less'),
  call.plain('count', 'calls_ended_in_ivr'),
  call.plain('seconds', 'ivr_seconds'),
  call.plain('seconds', 'duration_sum'),
  call.plain('seconds', 'call_talk_sum'),
  call.mean('call_talk_mean', { call_talk_sum: 1 }, { calls_answered: 1 }),
  call.plain('seconds', 'call_talk_min'),
  call.plain('seconds', 'call_talk_max'),
  call.mean('frt', { first_response_sum: 1 }, { inbound_answered: 1 }, 'less'),
  call.ratio('call_transfer_rate', { calls_transferred: 1 }, { calls_answered: 1 }, 'less'),
  call.plain('count', 'calls_open'),
]

const ATTEMPT_KPIS: ReadonlyArray<Kpi<'attempt'>> = [
  attempt.plain('count', 'attempts'),
  attempt.plain('count', 'attempts_taken', 'more'),
  attempt.plain('count', 'attempts_rang_out', 'less'),
  attempt.plain('count', 'attempts_cancelled'),
  attempt.plain('count', 'attempts_elsewhere'),
  attempt.plain('count', 'attempts_rejected', 'less'),
  attempt.ratio('attempt_answer_rate', { attempts_taken: 1 }, { attempts: 1 }, 'more'),
  attempt.meanMs('attempt_ring_mean', { attempt_ring_ms_sum: 1 }, { attempts: 1 }, 'less'),
]

const TRANSFER_KPIS: ReadonlyArray<Kpi<'transfer'>> = [
  transfer.plain('count', 'transfers'),
  transfer.plain('count', 'transfers_blind'),
  transfer.plain('count', 'transfers_attended'),
  transfer.plain('count', 'transfers_taken', 'more'),
]

const SURVEY_KPIS: ReadonlyArray<Kpi<'survey'>> = [
  survey.plain('count', 'marks'),
  survey.ratio('csat', { marks_satisfied: 1 }, { marks: 1 }, 'more', ['satisfiedFrom']),
  survey.meanNumber('mark_mean', { mark_sum: 1 }, { marks: 1 }, 'more'),
  survey.plain('number', 'mark_min'),
  survey.plain('number', 'mark_max'),
]

const BY_SOURCE: { readonly [Name in SourceName]: ReadonlyArray<Kpi<Name>> } = {
  queue: QUEUE_KPIS,
  agent: AGENT_KPIS,
  call: CALL_KPIS,
  attempt: ATTEMPT_KPIS,
  transfer: TRANSFER_KPIS,
  survey: SURVEY_KPIS,
}

/** The key figures of a source: the one list that dashboards, reports and the API read. */
export function kpisOf<Name extends SourceName>(source: Name): ReadonlyArray<Kpi<Name>> {
  return BY_SOURCE[source]
}

/** Every key figure; keys are unique across sources. */
export const KPIS: readonly Kpi[] = Object.values(BY_SOURCE).flat()

/** Figures that are no sums of records: their keys have texts like the others'. See extremes.ts, presence.ts, agent_time.ts. */
export const COMPOSED_KPIS: ReadonlyArray<{ key: string; unit: KpiUnit }> = [
  { key: 'wait_answered_median', unit: 'seconds' },
  { key: 'wait_abandoned_median', unit: 'seconds' },
  { key: 'talk_median', unit: 'seconds' },
  { key: 'longest_queue', unit: 'count' },
  { key: 'most_talks', unit: 'count' },
  { key: 'busiest_hour', unit: 'count' },
  { key: 'presence_sessions', unit: 'count' },
  { key: 'presence_seconds', unit: 'seconds' },
  { key: 'pause_count', unit: 'count' },
  { key: 'pause_seconds', unit: 'seconds' },
  { key: 'pause_mean', unit: 'seconds' },
  { key: 'occupancy', unit: 'ratio' },
]

/** Value of a key figure from measures; null where a measure has no value or the denominator is 0. */
export function kpiValue(
  kpi: Kpi,
  measures: Readonly<Record<string, number | null>>
): number | null {
  const numerator = total(kpi.numerator, measures)
  if (kpi.denominator === null || numerator === null) return numerator
  const denominator = total(kpi.denominator, measures)
  return denominator === null || denominator === 0 ? null : numerator / denominator
}

function total(
  terms: Readonly<Record<string, number | undefined>>,
  measures: Readonly<Record<string, number | null>>
): number | null {
  let sum = 0
  for (const [key, factor] of Object.entries(terms)) {
    const value = measures[key]
    if (value === null || value === undefined) return null
    sum += value * (factor ?? 0)
  }
  return sum
}
