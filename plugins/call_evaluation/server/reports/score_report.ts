import type { Records } from '#core/records/records'
import type { AggregateRow, Filter, Group } from '#core/records/types'
import type { Actor } from '#core/security/types'
import { idOf } from '../evaluations/assignments.js'
import { relativeOf } from '../kernel/relative.js'
import type { ReportFilter, ReportGroup, ScoreReport, ScoreRow } from '../kernel/report.js'
import { addScores, figuresOf, NO_SCORES, type ScoreSums } from '../kernel/score_fold.js'
import { publishedFilter } from './report_filter.js'
import type { ReportLabels } from './report_labels.js'
import type { ReportPeople } from './report_people.js'
import { scoreSums, type KeyedSums } from './score_sums.js'

/** By which fields of evaluations a group is one. Teams are put together of their members. */
const PATHS: Record<ReportGroup, readonly string[]> = {
  agent: ['agent', 'agent.unit'],
  team: ['agent'],
  unit: ['unit_id'],
  evaluator: ['evaluator'],
  form: ['form_name', 'form_version'],
  queue: ['call.first_queue'],
  topic: ['call.topic'],
  direction: ['call.direction'],
}
/** An agent's unit is only for the comparison: it makes no group of its own. */
const KEYS: Partial<Record<ReportGroup, number>> = { agent: 1 }
const MOST_ROWS = 1_000

type Keys = AggregateRow['keys']
type KeyValue = Keys[string]

/** Scores by agent, team, unit, evaluator, form version, queue, topic or direction. Bound as a singleton. */
export class ScoreReports {
  readonly #records: Records
  readonly #people: ReportPeople
  readonly #labels: ReportLabels

  constructor(records: Records, people: ReportPeople, labels: ReportLabels) {
    this.#records = records
    this.#people = people
    this.#labels = labels
  }

  /** @throws E_FORBIDDEN, E_FIELD_FORBIDDEN */
  async of(actor: Actor, asked: ReportFilter, by: ReportGroup): Promise<ScoreReport> {
    const resolved = await this.#people.resolve(actor, asked)
    const filter = publishedFilter(resolved, actor)
    const group = PATHS[by].map((path): Group => ({ path }))
    const sums = await scoreSums(this.#records, actor, filter, group)
    const total = sums.reduce((all, each) => addScores(all, each.sums), NO_SCORES)
    const rows = by === 'team' ? await this.#teams(actor, sums) : await this.#rows(actor, by, sums)
    rows.sort((a, b) => (b.mean ?? -1) - (a.mean ?? -1) || (a.label < b.label ? -1 : 1))
    return { by, filter, total: figuresOf(total), rows: rows.slice(0, MOST_ROWS) }
  }

  async #rows(actor: Actor, by: ReportGroup, sums: KeyedSums[]): Promise<ScoreRow[]> {
    const paths = PATHS[by].slice(0, KEYS[by])
    const parts = Map.groupBy(sums, ({ keys }) =>
      paths.map((path) => plain(keys[path] ?? null) ?? '').join('|')
    )
    const label = await this.#labels.of(actor, by)
    const rows = [...parts].map(([key, own]): ScoreRow => {
      const all = own.reduce<ScoreSums>((sum, each) => addScores(sum, each.sums), NO_SCORES)
      const keys = own[0]?.keys ?? {}
      const values = paths.map((path) => keys[path] ?? null)
      return { key, label: label(values), where: whereOf(paths, keys), ...figuresOf(all) }
    })
    if (by !== 'agent') return rows
    const units = new Map(
      [...parts].map(([key, own]) => [key, idOf(own[0]?.keys['agent.unit']) ?? 0])
    )
    const peers = rows.flatMap(({ key, mean }) =>
      mean === null || key === '' ? [] : [{ key, group: String(units.get(key)), mean }]
    )
    const relative = relativeOf(peers)
    return rows.map((row) => {
      const own = relative.get(row.key)
      return own ? { ...row, relative: own } : row
    })
  }

  /** Who belongs to several teams counts in each. */
  async #teams(actor: Actor, sums: KeyedSums[]): Promise<ScoreRow[]> {
    const teams = await this.#people.teams(actor)
    return teams.flatMap(({ id, name, members }): ScoreRow[] => {
      const own = new Set(members)
      const all = sums
        .filter(({ keys }) => own.has(idOf(keys.agent) ?? 0))
        .reduce<ScoreSums>((sum, each) => addScores(sum, each.sums), NO_SCORES)
      if (all.evaluations === 0) return []
      const where: Filter = { path: 'agent', op: 'in', value: members.slice(0, 500) }
      return [{ key: String(id), label: name, where, ...figuresOf(all) }]
    })
  }
}

function plain(value: KeyValue): string | number | boolean | null {
  return typeof value === 'object' && value !== null ? value.id : (value ?? null)
}

function whereOf(paths: readonly string[], keys: Keys): Filter {
  const parts = paths.map((path): Filter => {
    const value = plain(keys[path] ?? null)
    return value === null ? { path, op: 'is_empty' } : { path, op: 'eq', value }
  })
  const [first] = parts
  return parts.length === 1 && first ? first : { and: parts }
}
