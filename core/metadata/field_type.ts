import type {
  ChoiceListDefinition,
  FieldDefinition,
  FieldOf,
  FieldTypeName,
  Json,
  JsonPrimitive,
} from '#core/metadata/types'
import type { FieldSetting } from '#core/metadata/field_types/settings'
import type { Operator, RecordValue } from '#core/records/types'
import type { DialectName } from '#core/database/types'

/** A column of the real table, described apart from any dialect. */
export type ColumnSpec =
  /** Compared without regard to case, unless `binary`: then by code points, as folded keys are. */
  | { kind: 'string'; length: number; binary?: boolean }
  | { kind: 'text' }
  | { kind: 'integer' }
  | { kind: 'bigint' }
  /** Exact number. SQLite keeps an integer scaled by 10^scale, SQL Server decimal(19, scale). */
  | { kind: 'decimal'; scale: number }
  | { kind: 'boolean' }
  | { kind: 'date' }
  | { kind: 'datetime' }

/** The values of a field that is kept in a link table. */
export type LinkSpec =
  | { kind: 'values'; length: number }
  /** Ids of records. */
  | { kind: 'records'; target: string }

/** A value, or why there is none. The code is a key of the texts `errors.<code>`. */
export type Parsed = { value: Json } | { code: string; params?: Record<string, JsonPrimitive> }

/** What the reader of a text may know beyond the field: all optional. */
export interface TextContext {
  /** IANA zone of times without an offset; default UTC. */
  timeZone?: string
  /** Order of the parts of a date that does not begin with the year; default day first. */
  dateOrder?: 'dmy' | 'mdy'
  /** Of a choice field: with it labels in any language are understood and unknown values refused. */
  choices?: ChoiceListDefinition
}

/**
 * All that the platform knows of a field type, in one place: storage, validation, operators, reading, formatting. The input
 * and the cell of the browser are registered under the same name in the UI. Isomorphic and pure.
 */
export interface FieldType<
  T extends FieldTypeName = FieldTypeName,
  F extends FieldDefinition = FieldOf<T>,
> {
  name: T
  /** What can be set of it beyond what all fields have: the editor of definitions is made from this. */
  settings: readonly FieldSetting[]
  /** Types that a field may become without losing a value; where not every value fits, rows are counted first. */
  becomes: readonly FieldTypeName[]
  /** Of types whose values are in a table of their own (`record_id`, `value`) beside or instead of a column. */
  link?(field: F): LinkSpec
  /** Columns by suffix ('' for the field's own name, else `<field>_<suffix>`); empty for fields without a column. */
  columns(field: F): Record<string, ColumnSpec>
  operators: readonly Operator[]
  /** Operators of one field, where the type alone does not say. */
  operatorsOf?(field: F): readonly Operator[]
  sortable: boolean
  groupable: boolean
  /**
   * Checks and normalises an input value (Persian digits, spaces, case). Null and undefined never arrive here; a blank text
   * comes back as null, so `required` is checked on the result.
   */
  parse(value: Json, field: F): Parsed
  /** From the wire form to what is bound, by column suffix. */
  toDatabase(value: Json, field: F, dialect: DialectName): Record<string, JsonPrimitive | Date>
  /** From the row's columns (by suffix) to the wire form. */
  fromDatabase(columns: Record<string, unknown>, field: F, dialect: DialectName): RecordValue
  /** Parses the text of an import cell or a search box in any of the three languages. */
  fromText(text: string, field: F, context?: TextContext): Parsed
  /** For exports; the UI formats by locale itself. */
  toText(value: RecordValue, field: F): string
  /** Masked form of a sensitive value. */
  mask(value: RecordValue): RecordValue
}

/** The operators that a field understands. */
export function operatorsOf(type: FieldType, field: FieldDefinition): readonly Operator[] {
  return type.operatorsOf?.(field) ?? type.operators
}
