import { CodedError, type ErrorDetail } from '#core/errors/coded_error'
import { E_UNAUTHENTICATED } from '#core/errors/errors'
import type { Calendars } from '#core/business_hours/calendars'
import type { BusinessCalendar } from '#core/calendar/types'
import type { Json } from '#core/metadata/types'
import type { Records } from '#core/records/records'
import type { Filter, RecordRow } from '#core/records/types'
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

/** Calls and evaluators that the check of a rule looks at: enough to see that something is closed. */
const LOOKED_AT = 100
const EVALUATORS_LOOKED_AT = 20

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
        const query = { entity: 'call', select: ['agent_user'], filter, limit: LOOKED_AT }
        const { rows } = await this.#parts.records.query(owner, query)
        if (rows.length === 0) warnings.push({ path: 'population', code: 'E_SAMPLING_EMPTY' })
        else if (faults.length === 0) warnings.push(...(await this.#unseen(plan, rows)))
      } catch (error) {
        if (!(error instanceof CodedError) || error.status >= 500) throw error
        const params = { reason: error.code }
        faults.push({ path: 'population', code: 'E_SAMPLING_POPULATION', params })
      }
    }
    return { faults, warnings }
  }

  /** Evaluators who would be given calls that are not open to them: nothing to listen to. */
  async #unseen(plan: RulePlan, calls: readonly RecordRow[]): Promise<ErrorDetail[]> {
    const { records, actors } = this.#parts
    const given = await this.#givenTo(plan, calls)
    const warnings: ErrorDetail[] = []
    for (const [user, ids] of [...given].slice(0, EVALUATORS_LOOKED_AT)) {
      const actor = await actors.load(user)
      const filter: Filter = { path: 'id', op: 'in', value: ids }
      const seen =
        actor.access.depth('call', 'read') === 'none'
          ? 0
          : await records.count(actor, { entity: 'call', filter })
      if (seen >= ids.length) continue
      const params = { user: actor.name, unseen: ids.length - seen, of: ids.length }
      const path = plan.assigning === 'own' ? 'assigning' : 'evaluators'
      warnings.push({ path, code: 'E_SAMPLING_UNSEEN', params })
    }
    return warnings
  }

  /** Which of the calls each evaluator may be given: all, or those of their own agents. */
  async #givenTo(
    { assigning, evaluators }: RulePlan,
    calls: readonly RecordRow[]
  ): Promise<Map<number, number[]>> {
    if (assigning !== 'own') {
      const ids = calls.map(({ id }) => id)
      return new Map(evaluators.map((user) => [user, ids]))
    }
    const byAgent = Map.groupBy(calls, (call) => referenced(call.agent_user) ?? 0)
    byAgent.delete(0)
    if (byAgent.size === 0) return new Map()
    const { rows } = await this.#parts.records.query(SYSTEM_ACTOR, {
      entity: 'evaluator_duty',
      select: ['agent', 'evaluator'],
      filter: { path: 'agent', op: 'in', value: [...byAgent.keys()] },
      limit: LOOKED_AT,
    })
    const given = new Map<number, number[]>()
    for (const row of rows) {
      const user = referenced(row.evaluator)
      if (user === null || !(await this.#parts.assignments.canEvaluate(user))) continue
      const ids = (byAgent.get(referenced(row.agent) ?? 0) ?? []).map(({ id }) => id)
      given.set(user, [...(given.get(user) ?? []), ...ids])
    }
    return given
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
