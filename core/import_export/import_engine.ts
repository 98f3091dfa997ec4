import { setImmediate as turn } from 'node:timers/promises'
import type { Knex } from 'knex'
import { CodedError } from '#core/errors/coded_error'
import { E_VALIDATION } from '#core/errors/errors'
import type { Database } from '#core/database/database'
import type { Files } from '#core/files/files'
import { E_IMPORT_BUSY, E_IMPORT_NOT_READY } from '#core/import_export/errors'
import {
  ImportBatch,
  issuesOf,
  type PreparedRow,
  type RowResult,
} from '#core/import_export/import_batch'
import type { ImportRows } from '#core/import_export/import_rows'
import { KeyResolver } from '#core/import_export/key_resolver'
import { checkMapping } from '#core/import_export/mapping/check_mapping'
import { RowConverter } from '#core/import_export/mapping/row_converter'
import { readCsv } from '#core/import_export/text/csv_reader'
import type { ImportRecord, ImportRow, PreviewRow } from '#core/import_export/types'
import { E_UNKNOWN_ENTITY } from '#core/errors/errors'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { EffectiveMetadata } from '#core/metadata/types'
import type { Records } from '#core/records/records'
import type { Actor, Origin } from '#core/security/types'

export interface EngineServices {
  database: Database
  records: Records
  files: Files
  rows: ImportRows
  metadata: () => EffectiveMetadata
  fieldTypes: FieldTypes
}

export interface RunOptions {
  actor: Actor
  origin: Origin
  signal: AbortSignal
  progress(done: number, total: number): Promise<void>
}

/** Rows a transaction: long enough to be fast, short enough (some 0.1 s) to let others write in between. */
const BATCH = 2000
const PREVIEW = 100
/** What an import writes is told from what people enter: by the audit, and by what starts workflows. */
const IMPORT_CHANNEL = 'import'

/** Thrown to undo what a preview wrote. */
class PreviewEnd extends Error {
  constructor(readonly results: RowResult[]) {
    super('preview')
  }
}

/** Reads a file into records. The HTTP door, the job and the command line all come here. */
export class ImportEngine {
  readonly #services: EngineServices

  constructor(services: EngineServices) {
    this.#services = services
  }

  /**
   * Says what would become of the first hundred rows: they are written for real, in a transaction that is rolled back.
   *
   * @throws E_IMPORT_NOT_READY, E_VALIDATION for a mapping that does not fit (any more)
   */
  async preview(record: ImportRecord, actor: Actor, origin: Origin): Promise<PreviewRow[]> {
    const batch = this.#batch(record, actor, origin)
    const rows = await this.#firstRows(record)
    const results: RowResult[] = []
    for (let open = rows; open.length > 0;) {
      const prepared = await batch.prepare(open)
      const part = prepared.slice(0, batch.cut(prepared))
      results.push(...(await this.#tryOut(batch, part)))
      open = open.slice(part.length)
    }
    return results.map(({ row, action, recordId, input, issues }) => ({
      line: row.line,
      action,
      recordId: action === 'create' ? null : recordId,
      values: input,
      issues,
    }))
  }

  /**
   * Goes on behind the checkpoint until the end of the file. May be killed at any moment and run again: a batch, its errors
   * and the checkpoint are one transaction.
   *
   * @throws the signal's reason when it is aborted; the batches until then stay
   */
  async run(record: ImportRecord, options: RunOptions): Promise<void> {
    const { files } = this.#services
    const batch = this.#batch(record, options.actor, options.origin)
    const path = await files.pathOf(await files.find(record.fileId))
    let { rows: checkpoint } = record.counts
    for await (const group of readCsv(path, record, BATCH)) {
      const open = group.filter((row) => row.number > Math.max(checkpoint, 0))
      if (open.length === 0) continue
      options.signal.throwIfAborted()
      checkpoint = await this.#writeAll(record, batch, open, checkpoint)
      await options.progress(checkpoint, record.rowsTotal)
      /** Let requests of this process have their turn. */
      await turn()
    }
    options.signal.throwIfAborted()
  }

  async #writeAll(record: ImportRecord, batch: ImportBatch, rows: ImportRow[], from: number) {
    let checkpoint = from
    let open = rows
    while (open.length > 0) {
      const prepared = await batch.prepare(open)
      const part = prepared.slice(0, batch.cut(prepared))
      checkpoint = await this.#commit(record, batch, part, checkpoint)
      open = open.slice(part.length)
    }
    return checkpoint
  }

  /**
   * Commits rows with their checkpoint. When the database refuses the whole for a fault of one of them, halves are tried,
   * down to the row.
   */
  async #commit(
    record: ImportRecord,
    batch: ImportBatch,
    rows: PreparedRow[],
    from: number
  ): Promise<number> {
    try {
      return await this.#services.database.transaction(async (trx) =>
        this.#save(trx, record, await batch.write(trx, rows), from)
      )
    } catch (error) {
      if (!(error instanceof CodedError) || error.status >= 500) throw error
      if (error instanceof E_IMPORT_BUSY) throw error
      if (rows.length > 1) {
        const middle = Math.ceil(rows.length / 2)
        const reached = await this.#commit(record, batch, rows.slice(0, middle), from)
        return this.#commit(record, batch, rows.slice(middle), reached)
      }
      const failed = rows.map((row) => ({ ...row, issues: issuesOf(error) }))
      return this.#services.database.transaction(async (trx) =>
        this.#save(trx, record, await batch.write(trx, failed), from)
      )
    }
  }

  async #save(trx: Knex.Transaction, record: ImportRecord, results: RowResult[], from: number) {
    const { rows } = this.#services
    const count = (action: RowResult['action']) =>
      results.filter((result) => result.action === action).length
    const last = results.at(-1)?.row.number ?? from
    await rows.advance(trx, record.id, from, {
      rows: last,
      created: count('create'),
      updated: count('update'),
      unchanged: count('unchanged'),
      failed: count('error'),
    })
    const failed = results.filter((result) => result.action === 'error')
    await rows.addErrors(
      trx,
      record.id,
      'import',
      failed.map(({ row, recordId, issues }) => ({
        line: row.line,
        recordId,
        cells: row.cells,
        issues,
      }))
    )
    await rows.addBatch(trx, record.id, {
      firstRow: from + 1,
      lastRow: last,
      created: results.flatMap((result) =>
        result.action === 'create' && result.recordId !== null ? [result.recordId] : []
      ),
      updated: results.flatMap((result) => result.updated ?? []),
    })
    return last
  }

  async #tryOut(batch: ImportBatch, rows: PreparedRow[]): Promise<RowResult[]> {
    try {
      await this.#services.database.transaction(async (trx) => {
        throw new PreviewEnd(await batch.write(trx, rows))
      })
      return []
    } catch (error) {
      if (error instanceof PreviewEnd) return error.results
      if (rows.length === 1) {
        const issues = issuesOf(error)
        return rows.map(({ row, input }) => ({
          row,
          action: 'error' as const,
          recordId: null,
          input,
          issues,
          updated: null,
        }))
      }
      const middle = Math.ceil(rows.length / 2)
      const first = await this.#tryOut(batch, rows.slice(0, middle))
      return [...first, ...(await this.#tryOut(batch, rows.slice(middle)))]
    }
  }

  async #firstRows(record: ImportRecord): Promise<ImportRow[]> {
    const { files } = this.#services
    const path = await files.pathOf(await files.find(record.fileId))
    for await (const group of readCsv(path, record, PREVIEW + 1)) return group.slice(1)
    return []
  }

  #batch(record: ImportRecord, actor: Actor, origin: Origin): ImportBatch {
    const { metadata: current, records, fieldTypes } = this.#services
    const { mapping, options } = record
    if (!mapping || !options) throw new E_IMPORT_NOT_READY({ state: record.state })
    const metadata = current()
    const entity = metadata.entity.get(record.entity)
    if (!entity || entity.removed) throw new E_UNKNOWN_ENTITY({ entity: record.entity })
    const { columns } = record
    const issues = checkMapping(mapping, options, { entity, columns, metadata, actor })
    if (issues.length > 0) throw new E_VALIDATION({}, issues)
    const timeZone = options.timeZone ?? actor.timeZone
    return new ImportBatch({
      records,
      actor,
      /** The address may be a getter, which no spread would bring along. */
      origin: { address: origin.address, channel: IMPORT_CHANNEL },
      entity: entity.name,
      options,
      converter: new RowConverter({
        entity,
        columns,
        mapping,
        options,
        metadata,
        fieldTypes,
        timeZone,
      }),
      resolver: new KeyResolver(records, actor),
      fields: mapping.fields.map(({ field }) => field),
    })
  }
}
