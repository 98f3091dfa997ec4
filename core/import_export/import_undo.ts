import { setImmediate as turn } from 'node:timers/promises'
import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { issuesOf, issuesOfDetails } from '#core/import_export/import_batch'
import type { Batch, ImportRows, NewRowError } from '#core/import_export/import_rows'
import type { RunOptions } from '#core/import_export/import_engine'
import type { ImportRecord, RowIssue } from '#core/import_export/types'
import type { Records } from '#core/records/records'
import type { UpdateOutcome } from '#core/records/writes'

/**
 * Takes an import back, last batch first: created records are removed, updated ones get their former values. A record that
 * was changed since is left as it is and reported. May be killed and run again: a batch is one transaction.
 */
export class ImportUndo {
  readonly #database: Database
  readonly #records: Records
  readonly #rows: ImportRows

  constructor(database: Database, records: Records, rows: ImportRows) {
    this.#database = database
    this.#records = records
    this.#rows = rows
  }

  /** @throws the signal's reason when it is aborted; the batches until then stay undone */
  async run(record: ImportRecord, now: () => Date, options: RunOptions): Promise<void> {
    const total = record.counts.rows
    for (;;) {
      options.signal.throwIfAborted()
      const batch = await this.#rows.lastBatch(record.id)
      if (!batch) return
      await this.#database.transaction(async (trx) => {
        if (!(await this.#rows.markUndone(trx, batch.id, now().getTime()))) return
        const refused = await this.#undo(trx, record, batch, options)
        await this.#rows.addErrors(trx, record.id, 'undo', refused)
      })
      await options.progress(total - batch.firstRow + 1, total)
      await turn()
    }
  }

  async #undo(
    trx: Knex.Transaction,
    { entity }: ImportRecord,
    batch: Batch,
    { actor, origin }: RunOptions
  ): Promise<NewRowError[]> {
    const updated = batch.updated
      .toReversed()
      .map(({ id, version, before }) => ({ id, version, values: before }))
    const created = batch.created.toReversed().map((id) => ({ id, version: 1 }))
    return [
      ...(await this.#attempt(trx, updated, (savepoint, items) =>
        this.#records.updateMany(actor, origin, entity, items, { trx: savepoint })
      )),
      ...(await this.#attempt(trx, created, (savepoint, items) =>
        this.#records.removeMany(actor, origin, entity, items, { trx: savepoint })
      )),
    ]
  }

  /** Tries all at once; when a hook or the database refuses, halves, down to the record that is refused. */
  async #attempt<T extends { id: number }>(
    trx: Knex.Transaction,
    items: readonly T[],
    work: (savepoint: Knex.Transaction, items: readonly T[]) => Promise<UpdateOutcome[]>
  ): Promise<NewRowError[]> {
    if (items.length === 0) return []
    const refusal = (recordId: number, issues: RowIssue[]) => ({
      line: null,
      recordId,
      cells: null,
      issues,
    })
    try {
      const outcomes = await trx.transaction((savepoint) => work(savepoint, items))
      return outcomes.flatMap((outcome, index) =>
        'issues' in outcome ? [refusal(items[index]?.id ?? 0, issuesOfDetails(outcome.issues))] : []
      )
    } catch (error) {
      const issues = issuesOf(error)
      const [only] = items
      if (items.length === 1 && only) return [refusal(only.id, issues)]
      const middle = Math.ceil(items.length / 2)
      const first = await this.#attempt(trx, items.slice(0, middle), work)
      return [...first, ...(await this.#attempt(trx, items.slice(middle), work))]
    }
  }
}
