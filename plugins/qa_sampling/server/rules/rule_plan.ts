import type { ErrorDetail } from '#core/errors/coded_error'
import type { Json } from '#core/metadata/types'
import type { Filter } from '#core/records/types'
import type { Assigning } from '../kernel/assignment.js'
import { quotaFault, type Quota } from '../kernel/draw.js'
import type { CatchUp, Period, Schedule } from '../kernel/schedule.js'

export type GroupBy = 'agent' | 'unit' | 'queue' | 'total'
export type StratumBy = 'none' | 'hour' | 'queue' | 'topic' | 'direction'
export type AgentChoice = 'first' | 'last' | 'longest' | 'every'

/** A rule as the runs use it. */
export interface RulePlan {
  schedule: Schedule
  period: Period
  catchUp: CatchUp
  population: Filter | null
  groupBy: GroupBy
  quota: Quota
  stratum: StratumBy
  agentChoice: AgentChoice
  needRecording: boolean
  minTalk: number
  allowRepeat: boolean
  form: string
  assigning: Assigning
  evaluators: number[]
  cap: number | null
  dueDays: number
}

type Values = Readonly<Record<string, Json | undefined>>

const numberOf = (value: Json | undefined): number | undefined =>
  value === null || value === undefined || value === '' ? undefined : Number(value)

function scheduleOf(values: Values): Schedule {
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

function quotaOf(values: Values): Quota {
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
export function planOf(values: Values): RulePlan {
  return {
    schedule: scheduleOf(values),
    period: values.period as Period,
    catchUp: values.catch_up as CatchUp,
    population: filterOf(values.population),
    groupBy: values.group_by as GroupBy,
    quota: quotaOf(values),
    stratum: values.stratum as StratumBy,
    agentChoice: values.agent_choice as AgentChoice,
    needRecording: values.need_recording === true,
    minTalk: numberOf(values.min_talk) ?? 0,
    allowRepeat: values.allow_repeat === true,
    form: String(values.form_name),
    assigning: values.assigning as Assigning,
    evaluators: evaluatorsOf(values.evaluators),
    cap: numberOf(values.daily_cap) ?? null,
    dueDays: numberOf(values.due_days) ?? 7,
  }
}

/** What is wrong with a rule whatever the calls and people. */
export function planFaults({ quota, schedule }: RulePlan): ErrorDetail[] {
  const faults: ErrorDetail[] = []
  const fault = quotaFault(quota)
  if (fault)
    faults.push({ path: quota.kind === 'fixed' ? 'quota_count' : 'quota_percent', code: fault })
  if (schedule.every === 'week' && schedule.weekday === undefined) {
    faults.push({ path: 'weekday', code: 'E_SAMPLING_SCHEDULE' })
  }
  if (schedule.every === 'month' && schedule.monthDay === undefined) {
    faults.push({ path: 'month_day', code: 'E_SAMPLING_SCHEDULE' })
  }
  return faults
}
