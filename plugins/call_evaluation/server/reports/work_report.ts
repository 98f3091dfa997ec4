import type { Records } from '#core/records/records'
import type { Filter } from '#core/records/types'
import type { Actor } from '#core/security/types'
import { idOf } from '../evaluations/assignments.js'
import type { ReportFilter, WorkReport, WorkRow } from '../kernel/report.js'
import { evaluationParts, instantsOf } from './report_filter.js'
import type { ReportLabels } from './report_labels.js'
import type { ReportPeople } from './report_people.js'
import { allGroups } from './all_groups.js'

type Count = 'assigned' | 'done' | 'open' | 'overdue'
const OPEN: Filter = { path: 'state', op: 'in', value: ['assigned', 'in_progress'] }

/** What evaluators have to do and have done, calibrations included: they are work too. Bound as a singleton. */
export class WorkReports {
  readonly #records: Records
  readonly #people: ReportPeople
  readonly #labels: ReportLabels

  constructor(records: Records, people: ReportPeople, labels: ReportLabels) {
    this.#records = records
    this.#people = people
    this.#labels = labels
  }

  /** @throws E_FORBIDDEN, E_FIELD_FORBIDDEN */
  async of(actor: Actor, asked: ReportFilter, now: Date): Promise<WorkReport> {
    const resolved = await this.#people.resolve(actor, asked)
    const { from, to } = instantsOf(resolved, actor)
    const parts = evaluationParts(resolved)
    const within = (path: string): Filter[] => [
      { path, op: 'ge', value: from.toISOString() },
      { path, op: 'lt', value: to.toISOString() },
    ]
    const late: Filter = { path: 'due_at', op: 'lt', value: now.toISOString() }
    const questions: Record<Count, Filter[]> = {
      assigned: within('assigned_at'),
      done: within('finished_at'),
      open: [OPEN],
      overdue: [OPEN, late],
    }
    const rows = new Map<string, WorkRow>()
    const label = await this.#labels.of(actor, 'evaluator')
    for (const [name, conditions] of Object.entries(questions) as [Count, Filter[]][]) {
      const counted = await allGroups(this.#records, actor, {
        entity: 'evaluation',
        filter: { and: [...conditions, ...parts] },
        group: [{ path: 'evaluator' }],
        aggregates: { n: { fn: 'count' } },
      })
      for (const { keys, values } of counted) {
        const evaluator = idOf(keys.evaluator)
        const key = String(evaluator ?? '')
        const row = rows.get(key) ?? {
          key,
          label: label([keys.evaluator ?? null]),
          assigned: 0,
          done: 0,
          open: 0,
          overdue: 0,
          where: { path: 'evaluator', op: 'eq' as const, value: evaluator ?? 0 },
        }
        rows.set(key, { ...row, [name]: Number(values.n) })
      }
    }
    const list = [...rows.values()].sort((a, b) => b.overdue - a.overdue || b.open - a.open)
    return { filter: { and: [OPEN, ...parts] }, rows: list }
  }
}
