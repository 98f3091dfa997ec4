import type { Knex } from 'knex'
import { dialectOf } from '#core/database/dialect'
import type { Database } from '#core/database/database'
import type { Actor } from '#core/security/types'
import { SEEN_BY_AGENT } from '../kernel/life_cycle.js'
import { restrictToPublished } from '../reports/evaluation_scope.js'
import { MARKS } from '../reports/mark_store.js'

export interface CriterionOfAgent {
  agent: number
  form: string
  criterion: string
}
export interface MarkAt {
  evaluation: number
  at: string
  /** Percent. */
  mark: number
}

/** More marks than a plot can show. */
const MOST_MARKS = 500

/** Published marks of one criterion of one agent. */
export class CriterionMarks {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Mean and number of all there are between two instants: for what the system keeps. */
  async mean(
    knex: Knex | Knex.Transaction,
    of: CriterionOfAgent,
    from: Date,
    to: Date
  ): Promise<{ mean: number | null; count: number }> {
    const { instant } = dialectOf(this.#database.dialect)
    const rows: unknown = await knex(`${MARKS} as mark`)
      .join('evaluation', 'evaluation.id', 'mark.evaluation_id')
      .where({ 'mark.form_name': of.form, 'mark.criterion': of.criterion })
      .where('evaluation.agent', of.agent)
      .whereIn('evaluation.state', [...SEEN_BY_AGENT])
      .whereNull('evaluation.calibration')
      .whereNull('evaluation.deleted_at')
      .where('evaluation.published_at', '>=', instant(from))
      .where('evaluation.published_at', '<', instant(to))
      .count({ marks: 'mark.mark' })
      .sum({ total: 'mark.mark' })
    const [row] = rows as { marks: number; total: number | null }[]
    const count = Number(row?.marks ?? 0)
    return {
      count,
      mean: count === 0 ? null : Math.round((Number(row?.total) / count) * 10_000) / 100,
    }
  }

  /** One by one, as far as the reader may see the evaluations; the newest where there are very many. */
  async series(
    actor: Actor,
    of: CriterionOfAgent,
    days: { from: string; to: string }
  ): Promise<MarkAt[]> {
    const { read, dialect } = this.#database
    const query = read(`${MARKS} as mark`)
      .join('evaluation', 'evaluation.id', 'mark.evaluation_id')
      .where('mark.criterion', of.criterion)
      .whereNotNull('mark.mark')
    restrictToPublished(query, actor, { ...days, agent: of.agent, form: of.form }, dialect)
    const rows: unknown = await query
      .select('evaluation.id', 'evaluation.published_at', 'mark.mark')
      .orderBy('evaluation.published_at', 'desc')
      .limit(MOST_MARKS)
    const { readInstant } = dialectOf(dialect)
    return (rows as { id: number; published_at: unknown; mark: number }[])
      .map((row) => ({
        evaluation: Number(row.id),
        at: readInstant(row.published_at)?.toISOString() ?? '',
        mark: Math.round(Number(row.mark) * 10_000) / 100,
      }))
      .reverse()
  }
}
