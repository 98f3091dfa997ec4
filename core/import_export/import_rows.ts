import type { Knex } from 'knex'
import { E_NOT_FOUND } from '#core/errors/errors'
import type { DatabaseConnections } from '#core/database/types'
import { E_IMPORT_BUSY } from '#core/import_export/errors'
import type { ImportCounts, ImportRecord, ImportState, RowIssue } from '#core/import_export/types'
import type { Json } from '#core/metadata/types'

type Stored = Record<string, string | number | null>

const parsed = <T>(value: string | number | null | undefined): T | null =>
  value === null || value === undefined ? null : (JSON.parse(String(value)) as T)
const iso = (value: string | number | null | undefined) =>
  value === null || value === undefined ? null : new Date(Number(value)).toISOString()

function toImport(row: Stored): ImportRecord {
  return {
    id: Number(row.id),
    entity: String(row.entity),
    userId: Number(row.user_id),
    fileId: Number(row.file_id),
    fileName: String(row.file_name),
    state: String(row.state) as ImportState,
    encoding: String(row.encoding) as ImportRecord['encoding'],
    delimiter: String(row.delimiter) as ImportRecord['delimiter'],
    columns: parsed<string[]>(row.columns) ?? [],
    mapping: parsed(row.mapping),
    options: parsed(row.options),
    rowsTotal: Number(row.rows_total),
    counts: {
      rows: Number(row.checkpoint),
      created: Number(row.created),
      updated: Number(row.updated),
      unchanged: Number(row.unchanged),
      failed: Number(row.failed),
    },
    jobId: row.job_id === null ? null : Number(row.job_id),
    error: parsed(row.error ?? null),
    createdAt: iso(row.created_at) ?? '',
    finishedAt: iso(row.finished_at),
  }
}

export interface UpdatedRecord {
  id: number
  /** After the import's update. */
  version: number
  before: Record<string, Json>
}

export interface Batch {
  id: number
  firstRow: number
  lastRow: number
  /** Ids of created records; their version is 1. */
  created: number[]
  updated: UpdatedRecord[]
}

export interface NewRowError {
  line: number | null
  recordId?: number | null
  cells: string[] | null
  issues: RowIssue[]
}

export interface RowError extends NewRowError {
  id: number
}

/** `[3,4,5,9]` as `[[3,5],[9,9]]`: new ids follow each other nearly always. */
export function toRanges(ids: readonly number[]): [number, number][] {
  const ranges: [number, number][] = []
  for (const id of ids) {
    const last = ranges.at(-1)
    if (last && last[1] + 1 === id) last[1] = id
    else ranges.push([id, id])
  }
  return ranges
}

export function fromRanges(ranges: readonly [number, number][]): number[] {
  return ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index)
  )
}

/** The SQL of imports. */
export class ImportRows {
  readonly #database: DatabaseConnections

  constructor(database: DatabaseConnections) {
    this.#database = database
  }

  /** @throws E_NOT_FOUND */
  async find(id: number): Promise<ImportRecord> {
    const row = await this.#database.read<Stored>('imports').where('id', id).first()
    if (!row) throw new E_NOT_FOUND({ what: 'import' })
    return toImport(row)
  }

  async list(userId: number | null, limit: number): Promise<ImportRecord[]> {
    const query = this.#database.read<Stored>('imports').orderBy('id', 'desc').limit(limit)
    if (userId !== null) query.where('user_id', userId)
    return (await query).map(toImport)
  }

  async insert(values: {
    entity: string
    userId: number
    fileId: number
    fileName: string
    encoding: string
    delimiter: string
    columns: string[]
    rowsTotal: number
    createdAt: number
  }): Promise<number> {
    const [inserted] = await this.#database.write('imports').insert(
      {
        entity: values.entity,
        user_id: values.userId,
        file_id: values.fileId,
        file_name: values.fileName,
        state: 'uploaded',
        encoding: values.encoding,
        delimiter: values.delimiter,
        columns: JSON.stringify(values.columns),
        rows_total: values.rowsTotal,
        created_at: values.createdAt,
      },
      ['id']
    )
    return Number((inserted as { id: number }).id)
  }

  /** Changes an import that is in one of the states; false when it no longer is. */
  async change(
    id: number,
    states: readonly ImportState[],
    values: Record<string, string | number | null>,
    db: Knex = this.#database.write
  ): Promise<boolean> {
    return (
      (await db('imports')
        .where('id', id)
        .whereIn('state', [...states])
        .update(values)) === 1
    )
  }

  /**
   * Moves the checkpoint over a batch in the batch's own transaction.
   *
   * @throws E_IMPORT_BUSY when another process moved it: the transaction must roll back
   */
  async advance(trx: Knex.Transaction, id: number, from: number, counts: ImportCounts) {
    const moved = await trx('imports')
      .where({ id, checkpoint: from, state: 'running' })
      .update({
        checkpoint: counts.rows,
        created: trx.raw('created + ?', [counts.created]),
        updated: trx.raw('updated + ?', [counts.updated]),
        unchanged: trx.raw('unchanged + ?', [counts.unchanged]),
        failed: trx.raw('failed + ?', [counts.failed]),
      })
    if (moved !== 1) throw new E_IMPORT_BUSY({ import: id })
  }

  async addBatch(trx: Knex.Transaction, importId: number, batch: Omit<Batch, 'id'>): Promise<void> {
    await trx('import_batches').insert({
      import_id: importId,
      first_row: batch.firstRow,
      last_row: batch.lastRow,
      created_ids: JSON.stringify(toRanges(batch.created)),
      updated_records: JSON.stringify(batch.updated),
    })
  }

  /** The last batch that is not undone yet. */
  async lastBatch(importId: number): Promise<Batch | null> {
    const row = await this.#database
      .write<Stored>('import_batches')
      .where('import_id', importId)
      .whereNull('undone_at')
      .orderBy('last_row', 'desc')
      .first()
    if (!row) return null
    return {
      id: Number(row.id),
      firstRow: Number(row.first_row),
      lastRow: Number(row.last_row),
      created: fromRanges(parsed<[number, number][]>(row.created_ids ?? null) ?? []),
      updated: parsed<UpdatedRecord[]>(row.updated_records ?? null) ?? [],
    }
  }

  async markUndone(trx: Knex.Transaction, batchId: number, now: number): Promise<boolean> {
    const marked = await trx('import_batches')
      .where('id', batchId)
      .whereNull('undone_at')
      .update({ undone_at: now })
    return marked === 1
  }

  async addErrors(
    trx: Knex.Transaction,
    importId: number,
    phase: 'import' | 'undo',
    errors: readonly NewRowError[]
  ): Promise<void> {
    const rows = errors.map((error) => ({
      import_id: importId,
      phase,
      line: error.line,
      record_id: error.recordId ?? null,
      cells: error.cells === null ? null : JSON.stringify(error.cells),
      issues: JSON.stringify(error.issues),
    }))
    for (let start = 0; start < rows.length; start += 50) {
      await trx('import_errors').insert(rows.slice(start, start + 50))
    }
  }

  /** Errors in the order of the file, in bounded groups. */
  async *errors(importId: number, phase: 'import' | 'undo'): AsyncGenerator<RowError[]> {
    for (let after = 0; ;) {
      const rows = await this.#database
        .read<Stored>('import_errors')
        .where({ import_id: importId, phase })
        .where('id', '>', after)
        .orderBy('id')
        .limit(500)
      if (rows.length === 0) return
      yield rows.map((row) => ({
        id: Number(row.id),
        line: row.line === null ? null : Number(row.line),
        recordId: row.record_id === null ? null : Number(row.record_id),
        cells: parsed<string[]>(row.cells ?? null),
        issues: parsed<RowIssue[]>(row.issues ?? null) ?? [],
      }))
      after = Number(rows.at(-1)?.id)
    }
  }

  async countErrors(importId: number, phase: 'import' | 'undo'): Promise<number> {
    const [row] = await this.#database
      .read('import_errors')
      .where({ import_id: importId, phase })
      .count({ count: '*' })
    return Number(row?.count ?? 0)
  }
}
