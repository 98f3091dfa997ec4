import type { Json } from '#core/metadata/types'
import type { Filter, RecordInput, RecordRow } from '#core/records/types'
import { pickedRecords, type PickedRecord } from '#ui/inputs/picked_records.js'

/** A rule while it is edited, its fields by their names. Pure. */
export interface RuleDraft {
  name: string
  every: string
  weekday: string | null
  month_day: number | null
  at: string
  working_days: boolean
  period: string
  catch_up: string
  population: Filter | null
  group_by: string
  quota: string
  quota_count: number | null
  quota_percent: number | null
  quota_min: number | null
  quota_max: number | null
  on_shortfall: string
  widen_days: number | null
  stratum: string
  agent_choice: string
  need_recording: boolean
  min_talk: number | null
  allow_repeat: boolean
  form_name: string | null
  assigning: string
  evaluators: PickedRecord[]
  daily_cap: number | null
  due_days: number | null
}
export type RuleField = keyof RuleDraft

export const newDraft = (): RuleDraft => ({
  name: '',
  every: 'day',
  weekday: null,
  month_day: null,
  at: '07:00',
  working_days: true,
  period: 'previous_day',
  catch_up: 'each',
  population: null,
  group_by: 'agent',
  quota: 'fixed',
  quota_count: 5,
  quota_percent: null,
  quota_min: null,
  quota_max: null,
  on_shortfall: 'report',
  widen_days: null,
  stratum: 'none',
  agent_choice: 'first',
  need_recording: true,
  min_talk: null,
  allow_repeat: false,
  form_name: null,
  assigning: 'own',
  evaluators: [],
  daily_cap: null,
  due_days: 7,
})
const FIELDS = Object.keys(newDraft()) as RuleField[]
/** What of a rule's record the editor needs. */
export const RULE_FIELDS: string[] = [...FIELDS, 'active', 'last_slot', 'owner_id', 'unit_id']

export function draftOf(record: RecordRow): RuleDraft {
  const draft: Record<string, unknown> = { ...newDraft() }
  for (const field of FIELDS) {
    const value = record[field]
    if (field === 'evaluators') draft[field] = pickedRecords(value as Json)
    else if (field === 'at') draft[field] = String(value ?? '07:00').slice(0, 5)
    else if (field === 'name') draft[field] = String(value ?? '')
    else if (value !== undefined) draft[field] = value
  }
  return draft as unknown as RuleDraft
}

/** As it is saved. What the rule does not use is emptied, so that it cannot surprise later. */
export function valuesOf(draft: RuleDraft): RecordInput {
  const { every, quota, on_shortfall: onShortfall, assigning } = draft
  const fixed = quota === 'fixed'
  return {
    ...draft,
    population: (draft.population ?? null) as unknown as Json,
    evaluators: assigning === 'own' ? [] : draft.evaluators.map(({ id }) => id),
    weekday: every === 'week' ? draft.weekday : null,
    month_day: every === 'month' ? draft.month_day : null,
    quota_count: fixed ? draft.quota_count : null,
    quota_percent: fixed ? null : draft.quota_percent,
    quota_min: fixed ? null : draft.quota_min,
    quota_max: fixed ? null : draft.quota_max,
    widen_days: onShortfall === 'widen' ? draft.widen_days : null,
  }
}

export const sameDraft = (a: RuleDraft, b: RuleDraft): boolean =>
  JSON.stringify(valuesOf(a)) === JSON.stringify(valuesOf(b))

export interface RuleTemplate {
  id: string
  icon: string
  change: Partial<RuleDraft>
}
/** What to begin with; `blank` is a rule of the product's defaults. */
export const TEMPLATES: readonly RuleTemplate[] = [
  {
    id: 'low_score',
    icon: 'i-lucide-frown',
    change: { quota_count: 5, population: { path: 'score', op: 'lt', value: 3 } },
  },
  {
    id: 'long_calls',
    icon: 'i-lucide-hourglass',
    change: { quota_count: 4, population: { path: 'talk_seconds', op: 'gt', value: 600 } },
  },
  {
    id: 'monthly_share',
    icon: 'i-lucide-scale',
    change: {
      every: 'month',
      month_day: 1,
      period: 'last_month',
      quota: 'percent',
      quota_percent: 2,
      quota_min: 4,
      quota_max: 12,
      stratum: 'hour',
      on_shortfall: 'widen',
      widen_days: 7,
      min_talk: 60,
      due_days: 20,
    },
  },
  { id: 'blank', icon: 'i-lucide-file-plus-2', change: {} },
]
export function templateDraft(id: string, name: string): RuleDraft | null {
  const template = TEMPLATES.find((one) => one.id === id)
  return template ? { ...newDraft(), ...template.change, name } : null
}
