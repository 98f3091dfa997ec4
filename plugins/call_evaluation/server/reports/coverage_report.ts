import type { Records } from '#core/records/records'
import type { AggregateRow, Filter } from '#core/records/types'
import type { Actor } from '#core/security/types'
import { idOf } from '../evaluations/assignments.js'
import { SEEN_BY_AGENT } from '../kernel/life_cycle.js'
import type { CoverageReport, CoverageRow, ReportFilter } from '../kernel/report.js'
import { answeredFilter, evaluationParts, instantsOf } from './report_filter.js'
import type { ReportLabels } from './report_labels.js'
import type { ReportPeople } from './report_people.js'
import { allGroups } from './all_groups.js'

/** How many of an agent's answered calls were evaluated. Bound as a singleton. */
export class CoverageReports {
  readonly #records: Records
  readonly #people: ReportPeople
  readonly #labels: ReportLabels

  constructor(records: Records, people: ReportPeople, labels: ReportLabels) {
    this.#records = records
    this.#people = people
    this.#labels = labels
  }

  /** Calls of the period, whenever they were evaluated. @throws E_FORBIDDEN, E_FIELD_FORBIDDEN */
  async of(actor: Actor, asked: ReportFilter): Promise<CoverageReport> {
    const resolved = await this.#people.resolve(actor, asked)
    const { from, to } = instantsOf(resolved, actor)
    const filter: Filter = {
      and: [
        { path: 'state', op: 'in', value: [...SEEN_BY_AGENT] },
        { path: 'calibration', op: 'is_empty' },
        { path: 'call.started_at', op: 'ge', value: from.toISOString() },
        { path: 'call.started_at', op: 'lt', value: to.toISOString() },
        ...evaluationParts(resolved),
      ],
    }
    const [calls, evaluated] = await Promise.all([
      allGroups(this.#records, actor, {
        entity: 'call',
        filter: answeredFilter(resolved, actor),
        group: [{ path: 'agent_user' }],
        aggregates: { calls: { fn: 'count' } },
      }),
      allGroups(this.#records, actor, {
        entity: 'evaluation',
        filter,
        group: [{ path: 'agent' }],
        aggregates: { calls: { fn: 'count_distinct', path: 'call' } },
      }),
    ])
    const label = await this.#labels.of(actor, 'agent')
    const rows = new Map<string, CoverageRow>()
    const rowOf = (value: AggregateRow['keys'][string]): CoverageRow => {
      const agent = idOf(value)
      const key = String(agent ?? '')
      const known = rows.get(key)
      if (known) return known
      const where: Filter =
        agent === null
          ? { path: 'agent', op: 'is_empty' }
          : { path: 'agent', op: 'eq', value: agent }
      const made = { key, label: label([value]), answered: 0, evaluated: 0, share: null, where }
      rows.set(key, made)
      return made
    }
    for (const { keys, values } of calls) {
      rowOf(keys.agent_user ?? null).answered += Number(values.calls)
    }
    for (const { keys, values } of evaluated) {
      rowOf(keys.agent ?? null).evaluated += Number(values.calls)
    }
    const list = [...rows.values()].map((row) => ({ ...row, share: shareOf(row) }))
    list.sort((a, b) => (a.share ?? 2) - (b.share ?? 2) || b.answered - a.answered)
    const total = {
      answered: list.reduce((sum, row) => sum + row.answered, 0),
      evaluated: list.reduce((sum, row) => sum + row.evaluated, 0),
    }
    return { filter, total: { ...total, share: shareOf(total) }, rows: list }
  }
}

/** Never above 1: of a transferred call two agents may be evaluated, of which the call names one. */
const shareOf = ({ answered, evaluated }: { answered: number; evaluated: number }) =>
  answered === 0 ? null : Math.min(1, evaluated / answered)
