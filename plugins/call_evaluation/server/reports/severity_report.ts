import type { Records } from '#core/records/records'
import type { AggregateRow, Filter, Reference } from '#core/records/types'
import { requirePermission } from '#core/security/guards'
import type { Actor } from '#core/security/types'
import { idOf } from '../evaluations/assignments.js'
import { SEEN_BY_AGENT } from '../kernel/life_cycle.js'
import type { ReportFilter, SeverityTable } from '../kernel/report.js'
import { severityOf, type Severity, type SeverityMark } from '../kernel/severity.js'
import { publishedFilter } from './report_filter.js'
import type { ReportPeople } from './report_people.js'
import { allGroups } from './all_groups.js'

/** How far marks depend on who gave them, from the published evaluations that the reader may see. Bound as a singleton. */
export class SeverityReport {
  readonly #records: Records
  readonly #people: ReportPeople

  constructor(records: Records, people: ReportPeople) {
    this.#records = records
    this.#people = people
  }

  /** @throws E_FORBIDDEN, E_FIELD_FORBIDDEN */
  async of(actor: Actor, from: Date, to: Date): Promise<Severity> {
    requirePermission(actor, 'call_evaluation.severity')
    const rows = await this.#pairs(actor, {
      and: [
        { path: 'state', op: 'in', value: [...SEEN_BY_AGENT] },
        { path: 'calibration', op: 'is_empty' },
        { path: 'published_at', op: 'ge', value: from.toISOString() },
        { path: 'published_at', op: 'lt', value: to.toISOString() },
      ],
    })
    return severityOf(rows.flatMap(markOf))
  }

  /** With names, and how the agents' ranks change. @throws E_FORBIDDEN, E_FIELD_FORBIDDEN */
  async table(actor: Actor, asked: ReportFilter): Promise<SeverityTable> {
    requirePermission(actor, 'call_evaluation.severity')
    const filter = publishedFilter(await this.#people.resolve(actor, asked), actor)
    const rows = await this.#pairs(actor, filter)
    const names = new Map<string, string>()
    for (const { keys } of rows) {
      for (const kind of ['agent', 'evaluator']) {
        const one = keys[kind] as Reference | null
        if (one) names.set(`${kind}${one.id}`, one.label ?? `#${one.id}`)
      }
    }
    const { evaluators, agents } = severityOf(rows.flatMap(markOf))
    const rank = (of: 'mean' | 'adjusted', value: number, part: number) =>
      agents.filter((each) => each.part === part && each[of] > value).length + 1
    return {
      filter,
      evaluators: evaluators
        .map((each) => ({
          ...each,
          label: names.get(`evaluator${each.evaluator}`) ?? '',
          where: { path: 'evaluator', op: 'eq' as const, value: each.evaluator },
        }))
        .sort((a, b) => a.part - b.part || a.effect - b.effect),
      agents: agents
        .map((each) => ({
          ...each,
          label: names.get(`agent${each.agent}`) ?? '',
          where: { path: 'agent', op: 'eq' as const, value: each.agent },
          rank: rank('mean', each.mean, each.part),
          adjustedRank: rank('adjusted', each.adjusted, each.part),
        }))
        .sort((a, b) => a.part - b.part || b.adjusted - a.adjusted),
      parts: new Set(evaluators.map(({ part }) => part)).size,
    }
  }

  /** Counts and sums of each pair: all that the model needs of the marks. */
  async #pairs(actor: Actor, filter: Filter): Promise<AggregateRow[]> {
    return allGroups(this.#records, actor, {
      entity: 'evaluation',
      filter: {
        and: [
          filter,
          { path: 'agent', op: 'is_not_empty' },
          { path: 'score_percent', op: 'is_not_empty' },
        ],
      },
      group: [{ path: 'agent' }, { path: 'evaluator' }],
      aggregates: { count: { fn: 'count' }, sum: { fn: 'sum', path: 'score_percent' } },
    })
  }
}

function markOf({ keys, values }: AggregateRow): SeverityMark[] {
  const [agent, evaluator, count] = [idOf(keys.agent), idOf(keys.evaluator), Number(values.count)]
  if (agent === null || evaluator === null || count === 0) return []
  return [{ agent, evaluator, mark: Number(values.sum) / count, count }]
}
