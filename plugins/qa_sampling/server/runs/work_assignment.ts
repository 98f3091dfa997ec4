import { localDay, instantOf } from '#core/calendar/zone'
import type { Records } from '#core/records/records'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import type { Assignments } from '#plugins/call_evaluation/contract'
import { assign, type Assignment, type Evaluator } from '../kernel/assignment.js'
import type { RulePlan } from '../rules/rule_plan.js'
import { referenced } from '../rules/rules.js'
import type { DrawnCandidate } from './draw_of_rule.js'

/** Who evaluates what was drawn, by the work that everybody has. Bound as a singleton. */
export class WorkAssignment {
  readonly #records: Records
  readonly #assignments: Assignments
  readonly #now: () => Date

  constructor(records: Records, assignments: Assignments, now: () => Date) {
    this.#records = records
    this.#assignments = assignments
    this.#now = now
  }

  /** In the order of what was drawn; with the work of each evaluator before it. */
  async of(
    plan: RulePlan,
    timeZone: string,
    drawn: readonly DrawnCandidate[]
  ): Promise<{ given: Assignment[]; evaluators: Evaluator[] }> {
    const ownOf = plan.assigning === 'own' ? await this.#duties() : new Map<number, number>()
    const agents = new Set(drawn.map(({ place }) => place.agent))
    const own = [...ownOf].filter(([agent]) => agents.has(agent)).map(([, evaluator]) => evaluator)
    const people = plan.assigning === 'own' ? [...new Set(own)] : plan.evaluators
    const evaluators = await this.#loads(people, timeZone)
    const work = drawn.map(({ id, place }) => ({ id, agent: place.agent }))
    const given = assign(work, { how: plan.assigning, evaluators, ownOf, cap: plan.cap })
    return { given, evaluators }
  }

  async #duties(): Promise<Map<number, number>> {
    const duties = new Map<number, number>()
    const query = { entity: 'evaluator_duty', select: ['agent', 'evaluator'] }
    for await (const page of this.#records.stream(SYSTEM_ACTOR, query)) {
      for (const row of page) {
        const [agent, evaluator] = [referenced(row.agent), referenced(row.evaluator)]
        if (agent !== null && evaluator !== null) duties.set(agent, evaluator)
      }
    }
    return duties
  }

  async #loads(people: readonly number[], timeZone: string): Promise<Evaluator[]> {
    const today = instantOf(timeZone, localDay(timeZone, this.#now().getTime()), 0)
    const evaluators: Evaluator[] = []
    for (const user of people) {
      if (!(await this.#assignments.canEvaluate(user))) continue
      const mine = { path: 'evaluator', op: 'eq' as const, value: user }
      const of = (path: string, op: 'in' | 'ge', value: string | string[]) =>
        this.#records.count(SYSTEM_ACTOR, {
          entity: 'evaluation',
          filter: { and: [mine, { path, op, value }] },
        })
      evaluators.push({
        user,
        open: await of('state', 'in', ['assigned', 'in_progress']),
        today: await of('assigned_at', 'ge', new Date(today).toISOString()),
      })
    }
    return evaluators
  }
}
