import type { ErrorDetail } from '#core/errors/coded_error'
import type { Json } from '#core/metadata/types'
import type { Filter } from '#core/records/types'
import type { Assigning } from '../kernel/assignment.js'
import { quotaFault, type OnShortfall, type Quota, type QuotaFault } from '../kernel/quota.js'
import type { CatchUp, Period, Schedule } from '../kernel/schedule.js'

export type GroupBy = 'agent' | 'team' | 'unit' | 'queue' | 'total'
export type StratumBy = 'none' | 'hour' | 'weekday' | 'queue' | 'topic' | 'direction'
export type AgentChoice = 'first' | 'last' | 'longest' | 'every'

/** A rule as the runs use it. */
export interface RulePlan {
  schedule: Schedule
  period: Period
  catchUp: CatchUp
  population: Filter | null
  groupBy: GroupBy
  quota: Quota
  onShortfall: OnShortfall
  /** How far back calls are taken where the period has too few. */
  widenDays: number
  stratum: StratumBy
  agentChoice: AgentChoice
  needRecording: boolean
  minTalk: number
  allowRepeat: boolean
  /** Null: chosen for each call by the rules of forms. */
  form: string | null
  assigning: Assigning
  evaluators: number[]
  cap: number | null
  dueDays: number
}

export type RuleValues = Readonly<Record<string, Json | undefined>>

const textOrNull = (value: Json | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null
const numberOf = (value: Json | undefined): number | undefined =>
  value === null || value === undefined || value === '' ? undefined : Number(value)

function scheduleOf(values: RuleValues): Schedule {
  const [hours = 0, minutes = 0] = String(values.at).split(':').map(Number)
  const weekday = numberOf(values.weekday)
  const monthDay = numberOf(values.month_day)
  return {
    every: values.every as Schedule['every'],
    minute: hours * 60 + minutes,
    workingDays: values.working_days === true,
    ...(weekday === undefined ? {} : { weekday }),
    ...(monthDay === undefined ? {} : { monthDay }),
  }
}

function quotaOf(values: RuleValues): Quota {
  if (values.quota === 'fixed') return { kind: 'fixed', count: numberOf(values.quota_count) ?? 0 }
  const min = numberOf(values.quota_min)
  const max = numberOf(values.quota_max)
  return {
    kind: 'percent',
    percent: numberOf(values.quota_percent) ?? 0,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  }
}

function filterOf(value: Json | undefined): Filter | null {
  const isFilter = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isFilter && Object.keys(value).length > 0 ? (value as unknown as Filter) : null
}

function evaluatorsOf(value: Json | undefined): number[] {
  if (!Array.isArray(value)) return []
  return value
    .map((one) => (typeof one === 'object' && one !== null && 'id' in one ? one.id : one))
    .filter((id) => typeof id === 'number')
}

/** Reads the values of a rule's record. */
export function planOf(values: RuleValues): RulePlan {
  return {
    schedule: scheduleOf(values),
    period: values.period as Period,
    catchUp: values.catch_up as CatchUp,
    population: filterOf(values.population),
    groupBy: values.group_by as GroupBy,
    quota: quotaOf(values),
    onShortfall: (values.on_shortfall ?? 'report') as OnShortfall,
    widenDays: numberOf(values.widen_days) ?? 0,
    stratum: values.stratum as StratumBy,
    agentChoice: values.agent_choice as AgentChoice,
    needRecording: values.need_recording === true,
    minTalk: numberOf(values.min_talk) ?? 0,
    allowRepeat: values.allow_repeat === true,
    form: textOrNull(values.form_name),
    assigning: values.assigning as Assigning,
    evaluators: evaluatorsOf(values.evaluators),
    cap: numberOf(values.daily_cap) ?? null,
    dueDays: numberOf(values.due_days) ?? 7,
  }
}

/** Where what is wrong with a quota is shown. */
const QUOTA_FIELD: Record<QuotaFault, string> = {
  E_SAMPLING_QUOTA_COUNT: 'quota_count',
  E_SAMPLING_QUOTA_PERCENT: 'quota_percent',
  E_SAMPLING_QUOTA_BOUNDS: 'quota_max',
}

/** What is wrong with a rule whatever the calls and people. */
export function planFaults({ quota, schedule, onShortfall, widenDays }: RulePlan): ErrorDetail[] {
  const faults: ErrorDetail[] = []
  const fault = quotaFault(quota)
  if (fault) faults.push({ path: QUOTA_FIELD[fault], code: fault })
  if (schedule.every === 'week' && schedule.weekday === undefined) {
    faults.push({ path: 'weekday', code: 'E_SAMPLING_SCHEDULE' })
  }
  if (schedule.every === 'month' && schedule.monthDay === undefined) {
    faults.push({ path: 'month_day', code: 'E_SAMPLING_SCHEDULE' })
  }
  if (onShortfall === 'widen' && widenDays < 1) {
    faults.push({ path: 'widen_days', code: 'E_SAMPLING_WIDEN' })
  }
  return faults
}
