import { CodedError, type ErrorDetail } from '#core/errors/coded_error'
import { E_UNAUTHENTICATED } from '#core/errors/errors'
import type { Calendars } from '#core/business_hours/calendars'
import type { BusinessCalendar } from '#core/calendar/types'
import type { Json } from '#core/metadata/types'
import type { Records } from '#core/records/records'
import type { RecordRow } from '#core/records/types'
import type { Actors } from '#core/security/actors'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import type { Actor } from '#core/security/types'
import type { Assignments, EvaluationForms } from '#plugins/call_evaluation/contract'
import { populationFilter } from '../runs/candidate.js'
import { planFaults, planOf, type RulePlan, type RuleValues } from './rule_plan.js'

export interface Rule {
  /** Null while it is not saved. */
  id: number | null
  name: string
  active: boolean
  ownerId: number | null
  unitId: number | null
  lastSlot: Date | null
  plan: RulePlan
}

export type SavedRule = Rule & { id: number }

interface Parts {
  records: Records
  actors: Actors
  calendars: Calendars
  forms: EvaluationForms
  assignments: Assignments
}

/** Rules as records, and whether they can run. Bound as a singleton. */
export class Rules {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** @throws E_NOT_FOUND */
  async get(actor: Actor, id: number): Promise<SavedRule> {
    await this.#parts.records.get(actor, 'sampling_rule', id, { select: ['id'] })
    return ruleOf(await this.#parts.records.get(SYSTEM_ACTOR, 'sampling_rule', id))
  }

  /**
   * What is in the editor: of a rule as it is saved, or of none yet. A rule looks at calls in its owner's name; who may not change it
   * tries it in their own, or any filter could be tried with the owner's eyes. @throws E_NOT_FOUND
   */
  async draft(actor: Actor, id: number | null, values: RuleValues): Promise<Rule> {
    const plan = planOf(values)
    const name = String(values.name ?? '')
    const { userId: ownerId, unitId } = actor
    if (id === null) {
      return { id: null, name, active: false, ownerId, unitId, lastSlot: null, plan }
    }
    const { access } = await this.#parts.records.getWithRights(actor, 'sampling_rule', id, {
      select: ['id'],
    })
    const saved = await this.get(actor, id)
    return { ...saved, ...(access.update ? {} : { ownerId }), name, plan }
  }

  async active(): Promise<SavedRule[]> {
    const rules: SavedRule[] = []
    const filter = { path: 'active', op: 'eq' as const, value: true }
    const query = { entity: 'sampling_rule', filter, select: FIELDS }
    for await (const page of this.#parts.records.stream(SYSTEM_ACTOR, query)) {
      rules.push(...page.map(ruleOf))
    }
    return rules
  }

  calendarOf(rule: Rule): Promise<BusinessCalendar> {
    return this.#parts.calendars.forUnit(rule.unitId)
  }

  /** In whose name a rule looks at calls; null when its owner may not sign in any more. */
  async ownerOf({ ownerId }: Rule): Promise<Actor | null> {
    try {
      return ownerId === null ? null : await this.#parts.actors.load(ownerId)
    } catch (error) {
      if (error instanceof E_UNAUTHENTICATED) return null
      throw error
    }
  }

  /** Everything that keeps a rule from running, and what only looks wrong. */
  async check(
    rule: Rule,
    owner: Actor | null
  ): Promise<{ faults: ErrorDetail[]; warnings: ErrorDetail[] }> {
    const { plan } = rule
    const faults = planFaults(plan)
    if (!owner) faults.push({ path: 'owner_id', code: 'E_SAMPLING_OWNER' })
    faults.push(...this.#formFaults(plan), ...(await this.#evaluatorFaults(plan)))
    const warnings: ErrorDetail[] = []
    if (owner) {
      try {
        const filter = populationFilter(plan, null)
        const query = { entity: 'call', select: ['id'], filter, limit: 1 }
        const { rows } = await this.#parts.records.query(owner, query)
        if (rows.length === 0) warnings.push({ path: 'population', code: 'E_SAMPLING_EMPTY' })
      } catch (error) {
        if (!(error instanceof CodedError) || error.status >= 500) throw error
        const params = { reason: error.code }
        faults.push({ path: 'population', code: 'E_SAMPLING_POPULATION', params })
      }
    }
    return { faults, warnings }
  }

  #formFaults({ form }: RulePlan): ErrorDetail[] {
    if (form === null) return []
    try {
      this.#parts.forms.current(form)
      return []
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      return [{ path: 'form_name', code: error.code, params: error.params }]
    }
  }

  async #evaluatorFaults({ assigning, evaluators }: RulePlan): Promise<ErrorDetail[]> {
    if (assigning === 'own') return []
    if (evaluators.length === 0) return [{ path: 'evaluators', code: 'E_SAMPLING_NO_EVALUATOR' }]
    const faults: ErrorDetail[] = []
    for (const user of evaluators) {
      if (await this.#parts.assignments.canEvaluate(user)) continue
      faults.push({ path: 'evaluators', code: 'E_EVALUATION_EVALUATOR', params: { user } })
    }
    return faults
  }
}

const FIELDS = [
  'name',
  'active',
  'owner_id',
  'unit_id',
  'last_slot',
  'every',
  'weekday',
  'month_day',
  'at',
  'working_days',
  'period',
  'catch_up',
  'population',
  'group_by',
  'quota',
  'quota_count',
  'quota_percent',
  'quota_min',
  'quota_max',
  'on_shortfall',
  'widen_days',
  'stratum',
  'agent_choice',
  'need_recording',
  'min_talk',
  'allow_repeat',
  'form_name',
  'assigning',
  'evaluators',
  'daily_cap',
  'due_days',
]

function ruleOf(row: RecordRow): SavedRule {
  return {
    id: row.id,
    name: String(row.name),
    active: row.active === true,
    ownerId: referenced(row.owner_id),
    unitId: referenced(row.unit_id),
    lastSlot: typeof row.last_slot === 'string' ? new Date(row.last_slot) : null,
    plan: planOf(row as Record<string, Json>),
  }
}

/** The id of a look-up's value, whether it came with a label or not. */
export function referenced(value: unknown): number | null {
  if (typeof value === 'number') return value
  if (typeof value !== 'object' || value === null || !('id' in value)) return null
  return typeof value.id === 'number' ? value.id : null
}
