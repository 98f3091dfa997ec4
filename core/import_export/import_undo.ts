import { setImmediate as turn } from 'node:timers/promises'
import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { issuesOf } from '#core/import_export/import_batch'
import type { Batch, ImportRows, NewRowError } from '#core/import_export/import_rows'
import type { RunOptions } from '#core/import_export/import_engine'
import type { ImportRecord } from '#core/import_export/types'
import type { Records } from '#core/records/records'

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
    record: ImportRecord,
    batch: Batch,
    { actor, origin }: RunOptions
  ): Promise<NewRowError[]> {
    const { entity } = record
    const refused: NewRowError[] = []
    const attempt = async (recordId: number, work: (trx: Knex.Transaction) => Promise<unknown>) => {
      try {
        await trx.transaction(work)
      } catch (error) {
        refused.push({ line: null, recordId, cells: null, issues: issuesOf(error) })
      }
    }
    for (const { id, version, before } of batch.updated.toReversed()) {
      await attempt(id, (savepoint) =>
        this.#records.update(actor, origin, entity, id, before, { version, trx: savepoint })
      )
    }
    for (const id of batch.created.toReversed()) {
      await attempt(id, (savepoint) =>
        this.#records.remove(actor, origin, entity, id, { version: 1, trx: savepoint })
      )
    }
    return refused
  }
}
