import type { Condition, FieldOf } from './conditions.js'
import type { SourceName, SourceRecords } from './sources.js'

/** What is added up: a number of the record, or the whole seconds between two of its instants. */
export type MeasureValue<R> = FieldOf<R> | { from: FieldOf<R>; to: FieldOf<R> }

/**
 * An additive figure over records: how many fulfil all conditions, or sum, minimum, maximum of a value over those that do and
 * have the value. Counts are 0 over nothing, the others null (sum: 0).
 */
export type Measure<R> =
  | { count: ReadonlyArray<Condition<R>> }
  | { sum: MeasureValue<R>; where: ReadonlyArray<Condition<R>> }
  | { min: MeasureValue<R>; where: ReadonlyArray<Condition<R>> }
  | { max: MeasureValue<R>; where: ReadonlyArray<Condition<R>> }

type Measures<Name extends SourceName> = Readonly<Record<string, Measure<SourceRecords[Name]>>>

type QueueCondition = Condition<SourceRecords['queue']>

const entered: QueueCondition = { field: 'entered', equals: true }
const answered: QueueCondition[] = [entered, { field: 'outcome', equals: 'answered' }]
const abandoned: QueueCondition[] = [entered, { field: 'outcome', equals: 'abandoned' }]
const lost: QueueCondition[] = [entered, { field: 'lost', present: true }]

const outcome = (value: string): QueueCondition[] => [entered, { field: 'outcome', equals: value }]

/** Over visits to queues. Offered calls are those that entered the queue, on the day and hour of their entry. */
export const QUEUE_MEASURES = {
  offered: { count: [entered] },
  answered: { count: answered },
  abandoned: { count: abandoned },
  timeouts: { count: outcome('timeout') },
  key_exits: { count: outcome('exit_key') },
  left_empty: { count: outcome('left_empty') },
  disconnected: { count: outcome('disconnected') },
  waiting: { count: outcome('open') },
  lost: { count: lost },
  missed: { count: [entered, { field: 'lost', equals: 'missed' }] },
  refused: { count: [{ field: 'outcome', oneOf: ['full', 'join_empty', 'refused'] }] },
  refused_full: { count: [{ field: 'outcome', equals: 'full' }] },
  refused_empty: { count: [{ field: 'outcome', equals: 'join_empty' }] },
  reentries: { count: [entered, { field: 'reentry', equals: true }] },
  transferred_in: { count: [entered, { field: 'via', equals: 'transfer' }] },
  answered_within: {
    count: [...answered, { field: 'waitSeconds', compare: 'atMost', to: 'serviceLevelSeconds' }],
  },
  abandoned_within: {
    count: [...abandoned, { field: 'waitSeconds', compare: 'atMost', to: 'serviceLevelSeconds' }],
  },
  short_abandoned: {
    count: [...abandoned, { field: 'waitSeconds', compare: 'below', to: 'shortAbandonSeconds' }],
  },
  wait_answered_sum: { sum: 'waitSeconds', where: answered },
  wait_answered_min: { min: 'waitSeconds', where: answered },
  wait_answered_max: { max: 'waitSeconds', where: answered },
  wait_abandoned_sum: { sum: 'waitSeconds', where: abandoned },
  wait_abandoned_min: { min: 'waitSeconds', where: abandoned },
  wait_abandoned_max: { max: 'waitSeconds', where: abandoned },
  wait_lost_sum: { sum: 'waitSeconds', where: lost },
  wait_lost_min: { min: 'waitSeconds', where: lost },
  wait_lost_max: { max: 'waitSeconds', where: lost },
  position_entered_lost_sum: { sum: 'positionEntered', where: lost },
  position_entered_lost_count: {
    count: [...lost, { field: 'positionEntered', present: true }],
  },
  position_entered_lost_min: { min: 'positionEntered', where: lost },
  position_entered_lost_max: { max: 'positionEntered', where: lost },
  position_left_lost_sum: { sum: 'positionLeft', where: lost },
  position_left_lost_count: { count: [...lost, { field: 'positionLeft', present: true }] },
  position_left_lost_min: { min: 'positionLeft', where: lost },
  position_left_lost_max: { max: 'positionLeft', where: lost },
  talk_sum: { sum: 'talkSeconds', where: answered },
  talk_min: { min: 'talkSeconds', where: answered },
  talk_max: { max: 'talkSeconds', where: answered },
  zero_talks: { count: [...answered, { field: 'talkSeconds', equals: 0 }] },
  long_talks: {
    count: [...answered, { field: 'talkSeconds', compare: 'above', to: 'longTalkSeconds' }],
  },
  ring_sum: { sum: 'ringSeconds', where: answered },
  hold_sum: { sum: 'holdSeconds', where: answered },
  hold_known: { count: [...answered, { field: 'holdSeconds', present: true }] },
  acw_sum: { sum: 'acwSeconds', where: answered },
  acw_known: { count: [...answered, { field: 'acwSeconds', present: true }] },
  transferred: {
    count: [...answered, { field: 'endedBy', oneOf: ['blind_transfer', 'attended_transfer'] }],
  },
  blind_transfers: { count: [...answered, { field: 'endedBy', equals: 'blind_transfer' }] },
  attended_transfers: { count: [...answered, { field: 'endedBy', equals: 'attended_transfer' }] },
  ended_by_caller: { count: [...answered, { field: 'endedBy', equals: 'caller' }] },
  ended_by_agent: { count: [...answered, { field: 'endedBy', equals: 'callee' }] },
  attempts_answered: { sum: 'attemptCount', where: answered },
  attempts_lost: { sum: 'attemptCount', where: lost },
  attempts_answered_max: { max: 'attemptCount', where: answered },
  attempts_lost_max: { max: 'attemptCount', where: lost },
  unanswered_attempts: { sum: 'unansweredAttempts', where: [entered] },
} satisfies Measures<'queue'>

const spoke: Array<Condition<SourceRecords['agent']>> = [{ field: 'answeredAt', present: true }]

/** Over agents' parts in calls, whatever way the call came to them. */
export const AGENT_MEASURES = {
  handled: { count: spoke },
  handled_from_queues: { count: [...spoke, { field: 'via', equals: 'queue' }] },
  handled_direct: { count: [...spoke, { field: 'via', oneOf: ['dial', 'transfer', 'consult'] }] },
  dialled_out: { count: [{ field: 'via', equals: 'origin' }] },
  handle_talk_sum: { sum: 'talkSeconds', where: spoke },
  handle_talk_min: { min: 'talkSeconds', where: spoke },
  handle_talk_max: { max: 'talkSeconds', where: spoke },
  handle_hold_sum: { sum: 'holdSeconds', where: spoke },
  handle_acw_sum: { sum: 'acwSeconds', where: spoke },
  passed_on: {
    count: [...spoke, { field: 'endedBy', oneOf: ['blind_transfer', 'attended_transfer'] }],
  },
} satisfies Measures<'agent'>

const callAnswered: Array<Condition<SourceRecords['call']>> = [{ field: 'answered', equals: true }]
const unqueued: Array<Condition<SourceRecords['call']>> = [
  { field: 'direction', equals: 'inbound' },
  { field: 'outcome', oneOf: ['ivr_abandoned', 'closed'] },
]

/** Over calls of people, on the day and hour of their beginning. */
export const CALL_MEASURES = {
  calls: { count: [] },
  inbound_calls: { count: [{ field: 'direction', equals: 'inbound' }] },
  outbound_calls: { count: [{ field: 'direction', equals: 'outbound' }] },
  internal_calls: { count: [{ field: 'direction', equals: 'internal' }] },
  calls_answered: { count: callAnswered },
  inbound_answered: { count: [...callAnswered, { field: 'direction', equals: 'inbound' }] },
  outbound_answered: { count: [...callAnswered, { field: 'direction', equals: 'outbound' }] },
  calls_queued: { count: [{ field: 'queueCount', over: 0 }] },
  calls_in_several_queues: { count: [{ field: 'queueCount', over: 1 }] },
  calls_lost: { count: [{ field: 'lost', present: true }] },
  calls_lost_abandoned: { count: [{ field: 'lost', equals: 'abandoned' }] },
  calls_lost_missed: { count: [{ field: 'lost', equals: 'missed' }] },
  calls_lost_disconnected: { count: [{ field: 'lost', equals: 'disconnected' }] },
  calls_ended_in_ivr: { count: unqueued },
  ivr_seconds: { sum: 'durationSeconds', where: unqueued },
  duration_sum: { sum: 'durationSeconds', where: [] },
  duration_max: { max: 'durationSeconds', where: [] },
  call_talk_sum: { sum: 'talkSeconds', where: callAnswered },
  call_talk_min: { min: 'talkSeconds', where: callAnswered },
  call_talk_max: { max: 'talkSeconds', where: callAnswered },
  first_response_sum: {
    sum: { from: 'startedAt', to: 'answeredAt' },
    where: [...callAnswered, { field: 'direction', equals: 'inbound' }],
  },
  calls_transferred: { count: [...callAnswered, { field: 'transferCount', over: 0 }] },
  calls_open: { count: [{ field: 'state', equals: 'open' }] },
} satisfies Measures<'call'>

/** Over offers to phones. */
export const ATTEMPT_MEASURES = {
  attempts: { count: [] },
  attempts_taken: { count: [{ field: 'result', equals: 'answered' }] },
  attempts_rang_out: { count: [{ field: 'result', equals: 'rang_out' }] },
  attempts_cancelled: { count: [{ field: 'result', equals: 'cancelled' }] },
  attempts_elsewhere: { count: [{ field: 'result', equals: 'elsewhere' }] },
  attempts_rejected: { count: [{ field: 'result', equals: 'rejected' }] },
  attempt_ring_ms_sum: { sum: 'ringMs', where: [] },
  attempt_ring_ms_max: { max: 'ringMs', where: [] },
} satisfies Measures<'attempt'>

/** Over calls passed on. */
export const TRANSFER_MEASURES = {
  transfers: { count: [] },
  transfers_blind: { count: [{ field: 'kind', equals: 'blind' }] },
  transfers_attended: { count: [{ field: 'kind', equals: 'attended' }] },
  transfers_taken: { count: [{ field: 'answered', equals: true }] },
} satisfies Measures<'transfer'>

/** Over marks given. */
export const SURVEY_MEASURES = {
  marks: { count: [] },
  marks_satisfied: { count: [{ field: 'score', compare: 'atLeast', to: 'satisfiedFrom' }] },
  mark_sum: { sum: 'score', where: [] },
  mark_min: { min: 'score', where: [] },
  mark_max: { max: 'score', where: [] },
} satisfies Measures<'survey'>

/** Every measure by source. */
export const MEASURES = {
  queue: QUEUE_MEASURES,
  agent: AGENT_MEASURES,
  call: CALL_MEASURES,
  attempt: ATTEMPT_MEASURES,
  transfer: TRANSFER_MEASURES,
  survey: SURVEY_MEASURES,
} satisfies { [Name in SourceName]: Measures<Name> }

export type MeasureKey<Name extends SourceName> = keyof (typeof MEASURES)[Name] & string

/**
 * The measures of a source as definitions of its record.
 * @param only the wanted ones; missing: all
 */
export function measuresOf<Name extends SourceName>(
  source: Name,
  only?: readonly string[]
): ReadonlyArray<[key: string, measure: Measure<SourceRecords[Name]>]> {
  const all: ReadonlyArray<[string, Measure<SourceRecords[Name]>]> = Object.entries(
    BY_SOURCE[source]
  )
  return only === undefined ? all : all.filter(([key]) => only.includes(key))
}

const BY_SOURCE: { readonly [Name in SourceName]: Measures<Name> } = MEASURES
