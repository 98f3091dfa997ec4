import type { Knex } from 'knex'
import { batches, dialectOf, run, type Bindable } from '#core/database/dialect'
import type { DialectName } from '#core/database/types'
import type { MarkRow } from '../kernel/mark_rows.js'

export const MARKS = 'call_evaluation_marks'
const COLUMNS = [
  'evaluation_id',
  'criterion',
  'section',
  'form_name',
  'form_version',
  'mark',
  'weight',
  'not_applicable',
  'fatal',
]

/** Writes the marks of evaluations by criterion. */
export class MarkStore {
  readonly #dialect

  constructor(dialect: DialectName) {
    this.#dialect = dialectOf(dialect)
  }

  /** These and no others are the marks of the evaluation. */
  async replace(
    trx: Knex.Transaction,
    evaluation: number,
    form: { name: string; version: number },
    marks: readonly MarkRow[]
  ): Promise<void> {
    await trx(MARKS).where('evaluation_id', evaluation).delete()
    const rows = marks.map((each): Bindable[] => [
      evaluation,
      each.criterion,
      each.section,
      form.name,
      form.version,
      each.mark,
      each.weight,
      Number(each.notApplicable),
      Number(each.fatal),
    ])
    for (const part of batches(rows, this.#dialect.rowsPerStatement(COLUMNS.length))) {
      await run(trx, this.#dialect.insert({ table: MARKS, columns: COLUMNS, rows: part }))
    }
  }
}
