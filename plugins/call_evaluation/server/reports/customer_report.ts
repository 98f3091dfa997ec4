import type { Database } from '#core/database/database'
import type { Records } from '#core/records/records'
import type { AggregateRow, Filter, Group } from '#core/records/types'
import type { Actor } from '#core/security/types'
import { idOf } from '../evaluations/assignments.js'
import type { CustomerMarks } from '../customer_scores/customer_marks.js'
import {
  addCustomers,
  addMarks,
  customerFigures,
  noMarks,
  type CustomerSums,
} from '../kernel/customer_fold.js'
import { fifthOf, percentOf } from '../kernel/customer_scale.js'
import type { CustomerGroup, CustomerReport, ReportFilter } from '../kernel/report.js'
import { allGroups } from './all_groups.js'
import { answeredFilter } from './report_filter.js'
import type { ReportLabels } from './report_labels.js'
import type { ReportPeople } from './report_people.js'

type KeyValue = AggregateRow['keys'][string]
const USUAL = { min: 1, max: 5 }

export interface CustomerParts {
  database: Database
  records: Records
  people: ReportPeople
  labels: ReportLabels
  marks: CustomerMarks
}

/**
 * Marks of customers on answered calls, those of the exchange and those from elsewhere: how they spread, and how many of those asked
 * answered. Bound as a singleton.
 */
export class CustomerReports {
  readonly #parts: CustomerParts

  constructor(parts: CustomerParts) {
    this.#parts = parts
  }

  /** @throws E_FORBIDDEN, E_FIELD_FORBIDDEN */
  async of(actor: Actor, asked: ReportFilter, by: CustomerGroup): Promise<CustomerReport> {
    const { records, people, marks, database, labels } = this.#parts
    const resolved = await people.resolve(actor, asked)
    const calls = answeredFilter(resolved, actor)
    const ranges = await marks.ranges(database.read)
    const onCall = groupOf(by, '')
    const onMark = groupOf(by, 'call.')
    const ofCall = await allGroups(records, actor, {
      entity: 'call',
      filter: calls,
      group: [onCall, { path: 'site_id' }, { path: 'score' }],
      aggregates: { calls: { fn: 'count' } },
    })
    const rows = new Map<string, { value: KeyValue; sums: CustomerSums }>()
    const sumsOf = (value: KeyValue): CustomerSums => {
      const key = keyText(value)
      const known = rows.get(key) ?? { value, sums: noMarks() }
      rows.set(key, known)
      return known.sums
    }
    for (const { keys, values } of ofCall) {
      const sums = sumsOf(keys[onCall.path] ?? null)
      const count = Number(values.calls)
      sums.answered += count
      if (keys.score === null || keys.score === undefined) continue
      sums.marked += count
      const range = ranges.get(idOf(keys.site_id) ?? 0) ?? USUAL
      const percent = percentOf(Number(keys.score), range)
      addMarks(sums, fifthOf(percent), count, percent * count)
    }
    if (actor.access.depth('customer_score', 'read') !== 'none') {
      const elsewhere = await this.#elsewhere(actor, calls, onMark)
      for (const { value, fifth, count, sum } of elsewhere.marks) {
        addMarks(sumsOf(value), fifth, count, sum)
      }
      for (const { value, count } of elsewhere.alone) sumsOf(value).marked += count
    }
    const total = noMarks()
    for (const { sums } of rows.values()) addCustomers(total, sums)
    const label = by === 'agent' || by === 'queue' ? await labels.of(actor, by) : null
    const list = [...rows].map(([key, { value, sums }]) => ({
      key,
      label: label ? label([value]) : key,
      where: whereOf(onCall.path, value),
      ...customerFigures(sums),
    }))
    list.sort(label ? (a, b) => b.answered - a.answered : (a, b) => (a.key < b.key ? -1 : 1))
    return { by, total: customerFigures(total), rows: list }
  }

  /** Marks that came by the interface, and calls that have no other. */
  async #elsewhere(actor: Actor, calls: Filter, group: Group) {
    const { records } = this.#parts
    const filter = overCall(calls)
    const unmarked: Filter = { path: 'call.score', op: 'is_empty' }
    const [given, alone] = await Promise.all([
      allGroups(records, actor, {
        entity: 'customer_score',
        filter,
        group: [group, { path: 'fifth' }],
        aggregates: { n: { fn: 'count' }, sum: { fn: 'sum', path: 'percent' } },
      }),
      allGroups(records, actor, {
        entity: 'customer_score',
        filter: { and: [filter, unmarked] },
        group: [group],
        aggregates: { n: { fn: 'count_distinct', path: 'call' } },
      }),
    ])
    return {
      marks: given.map(({ keys, values }) => ({
        value: keys[group.path] ?? null,
        fifth: Number(keys.fifth),
        count: Number(values.n),
        sum: Number(values.sum ?? 0),
      })),
      alone: alone.map(({ keys, values }) => ({
        value: keys[group.path] ?? null,
        count: Number(values.n),
      })),
    }
  }
}

function groupOf(by: CustomerGroup, call: string): Group {
  switch (by) {
    case 'agent':
      return { path: `${call}agent_user` }
    case 'queue':
      return { path: `${call}first_queue` }
    default:
      return { path: `${call}started_at`, by }
  }
}

/** A filter of calls as one of records that point at a call. */
function overCall(filter: Filter): Filter {
  if ('and' in filter) return { and: filter.and.map(overCall) }
  if ('path' in filter) return { ...filter, path: `call.${filter.path}` }
  return filter
}

function keyText(value: KeyValue): string {
  if (value === null) return ''
  return String(typeof value === 'object' ? value.id : value)
}

function whereOf(path: string, value: KeyValue): Filter {
  if (value === null) return { path, op: 'is_empty' }
  return { path, op: 'eq', value: typeof value === 'object' ? value.id : value }
}
