import type { Database } from '#core/database/database'
import { E_UNKNOWN_ENTITY } from '#core/errors/errors'
import { exportColumns, type ExportColumn } from '#core/import_export/cell_texts'
import { BOM, csvCell } from '#core/import_export/csv_writer'
import { writeWorkbook } from '#core/import_export/sheet/sheet_writer'
import { sheetCell, sheetColumn, sheetLook, wallClock } from '#core/import_export/sheet_cells'
import type { Clock } from '#core/jobs/types'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { EffectiveMetadata, EntityDefinition } from '#core/metadata/types'
import type { Records } from '#core/records/records'
import type { RecordQuery, RecordRow } from '#core/records/types'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import { requirePrivilege } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'

export interface ExportOptions {
  /** Labels in the reader's language, or values as the API has them. Default labels. */
  values?: 'labels' | 'raw'
  delimiter?: ',' | ';' | '\t'
}

interface BegunExport {
  actor: Actor
  origin: Origin
  query: RecordQuery
  entity: EntityDefinition
  columns: ExportColumn[]
  batches: AsyncIterator<RecordRow[]>
  first: IteratorResult<RecordRow[]>
}

/** Writes records as CSV or XLSX, streamed: memory does not grow with their number. Bound as a singleton. */
export class Exports {
  readonly #database: Database
  readonly #records: Records
  readonly #metadata: () => EffectiveMetadata
  readonly #fieldTypes: FieldTypes
  readonly #audit: AuditLog
  readonly #clock: Clock

  constructor(services: {
    database: Database
    records: Records
    metadata: () => EffectiveMetadata
    fieldTypes: FieldTypes
    audit: AuditLog
    clock?: Clock
  }) {
    this.#database = services.database
    this.#records = services.records
    this.#metadata = services.metadata
    this.#fieldTypes = services.fieldTypes
    this.#audit = services.audit
    this.#clock = services.clock ?? (() => new Date())
  }

  /**
   * Begins an export: everything that can be refused is refused before the first byte, and the audit knows of it before the
   * reader does. The stream ends with the number of rows in the audit.
   *
   * @throws E_FORBIDDEN without the privilege `export`, and all errors of queries
   */
  async csv(
    actor: Actor,
    origin: Origin,
    query: RecordQuery,
    options: ExportOptions = {}
  ): Promise<AsyncGenerator<string>> {
    const begun = await this.#begin(actor, origin, query, options)
    return this.#lines(begun, options.delimiter ?? ',')
  }

  /** The same as a workbook (XLSX): cells typed, the sheet in the reader's direction, its header frozen. */
  async xlsx(
    actor: Actor,
    origin: Origin,
    query: RecordQuery,
    options: Omit<ExportOptions, 'delimiter'> = {}
  ): Promise<AsyncGenerator<Uint8Array>> {
    const begun = await this.#begin(actor, origin, query, options)
    const { columns, entity } = begun
    const { title, look } = sheetLook(entity, actor)
    const wall = wallClock(actor.timeZone)
    const rows = this.#batches(begun, (row) =>
      columns.map((column) => sheetCell(column, row[column.path], wall))
    )
    return writeWorkbook(title, columns.map(sheetColumn), rows, look)
  }

  async #begin(
    actor: Actor,
    origin: Origin,
    query: RecordQuery,
    options: ExportOptions
  ): Promise<BegunExport> {
    const metadata = this.#metadata()
    const entity = metadata.entity.get(query.entity)
    if (!entity || entity.removed) throw new E_UNKNOWN_ENTITY({ entity: query.entity })
    requirePrivilege(actor, entity.name, 'export')
    const paths = query.select ?? this.#readable(actor, entity)
    const values = options.values ?? 'labels'
    const columns = exportColumns(paths, entity, metadata, this.#fieldTypes, actor, values)
    const batches = this.#records.stream(actor, { ...query, select: paths })[Symbol.asyncIterator]()
    const first = await batches.next()
    await this.#note(actor, origin, 'record.export_started', query)
    return { actor, origin, query, entity, columns, batches, first }
  }

  async *#lines(begun: BegunExport, delimiter: string): AsyncGenerator<string> {
    const { columns } = begun
    const headers = columns.map(({ header }) => csvCell(header, delimiter))
    yield `${BOM}${headers.join(delimiter)}\r\n`
    for await (const lines of this.#batches(begun, (row) => lineOf(row, columns, delimiter))) {
      yield lines.join('')
    }
  }

  /** Every row once, in batches. However the reading ends, the audit learns how many were given. */
  async *#batches<T>(begun: BegunExport, map: (row: RecordRow) => T): AsyncGenerator<T[]> {
    const { actor, origin, query, batches } = begun
    let rows = 0
    let complete = false
    try {
      for (let batch = begun.first; !batch.done; batch = await batches.next()) {
        yield batch.value.map(map)
        rows += batch.value.length
      }
      complete = true
    } finally {
      await batches.return?.()
      await this.#note(actor, origin, 'record.exported', query, { rows, complete })
    }
  }

  async #note(
    actor: Actor,
    origin: Origin,
    action: string,
    query: RecordQuery,
    more: { rows?: number; complete?: boolean } = {}
  ): Promise<void> {
    const { entity, select = null, filter = null, search = null } = query
    const details = JSON.parse(JSON.stringify({ select, filter, search, ...more })) as Record<
      string,
      string
    >
    await this.#database.transaction((trx) =>
      this.#audit.append(trx, [
        auditEntry(actor, origin, action, this.#clock(), { entity, details }),
      ])
    )
  }

  #readable(actor: Actor, entity: EntityDefinition): string[] {
    return Object.entries(entity.fields)
      .filter(([name, field]) => {
        if (field.removed || field.type === 'one_to_many') return false
        return actor.access.field(entity.name, name) !== 'none'
      })
      .map(([name]) => name)
  }
}

function lineOf(row: RecordRow, columns: readonly ExportColumn[], delimiter: string): string {
  const cells = columns.map(({ path, text }) => {
    const cell = text(row[path])
    return csvCell(cell.text, delimiter, cell.number)
  })
  return `${cells.join(delimiter)}\r\n`
}
