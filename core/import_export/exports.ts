import type { Database } from '#core/database/database'
import { E_UNKNOWN_ENTITY } from '#core/errors/errors'
import { exportColumns, type ExportColumn } from '#core/import_export/cell_texts'
import { BOM, csvCell } from '#core/import_export/csv_writer'
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

/** Writes records as CSV, streamed: memory does not grow with their number. Bound as a singleton. */
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
    return this.#lines({
      actor,
      origin,
      query,
      columns,
      batches,
      first,
      delimiter: options.delimiter ?? ',',
    })
  }

  async *#lines(work: {
    actor: Actor
    origin: Origin
    query: RecordQuery
    columns: ExportColumn[]
    batches: AsyncIterator<RecordRow[]>
    first: IteratorResult<RecordRow[]>
    delimiter: string
  }): AsyncGenerator<string> {
    const { actor, origin, query, columns, batches, delimiter } = work
    let rows = 0
    let complete = false
    try {
      const headers = columns.map(({ header }) => csvCell(header, delimiter))
      yield `${BOM}${headers.join(delimiter)}\r\n`
      for (let batch = work.first; !batch.done; batch = await batches.next()) {
        yield batch.value.map((row) => lineOf(row, columns, delimiter)).join('')
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
