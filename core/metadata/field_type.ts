import type { FieldOf, FieldTypeName, Json, JsonPrimitive } from '#core/metadata/types'
import type { Operator, RecordValue } from '#core/records/types'
import type { DialectName } from '#core/database/types'

/** A column of the real table, described apart from any dialect. */
export type ColumnSpec =
  | { kind: 'string'; length: number }
  | { kind: 'text' }
  | { kind: 'integer' }
  | { kind: 'bigint' }
  | { kind: 'boolean' }
  | { kind: 'date' }
  | { kind: 'datetime' }

/**
 * All that the platform knows of a field type, in one place: storage, validation, operators, reading, formatting. The input
 * and the cell of the browser are registered under the same name in the UI. Isomorphic and pure.
 */
export interface FieldType<T extends FieldTypeName = FieldTypeName> {
  name: T
  /** Columns by suffix ('' for the field's own name); empty for fields without a column. */
  columns(field: FieldOf<T>): Record<string, ColumnSpec>
  operators: readonly Operator[]
  sortable: boolean
  groupable: boolean
  /** Checks and normalises an input value (Persian digits, spaces, case). Null and undefined never arrive here. */
  parse(
    value: Json,
    field: FieldOf<T>
  ): { value: Json } | { code: string; params?: Record<string, JsonPrimitive> }
  /** From the wire form to what is bound, by column suffix. */
  toDatabase(
    value: Json,
    field: FieldOf<T>,
    dialect: DialectName
  ): Record<string, JsonPrimitive | Date>
  /** From the row's columns (by suffix) to the wire form. */
  fromDatabase(
    columns: Record<string, unknown>,
    field: FieldOf<T>,
    dialect: DialectName
  ): RecordValue
  /** Parses the text of an import cell or a search box in any of the three languages. */
  fromText(
    text: string,
    field: FieldOf<T>
  ): { value: Json } | { code: string; params?: Record<string, JsonPrimitive> }
  /** For exports; the UI formats by locale itself. */
  toText(value: RecordValue, field: FieldOf<T>): string
  /** Masked form of a sensitive value. */
  mask(value: RecordValue): RecordValue
}
