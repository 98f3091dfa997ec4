import type { ErrorDetail } from '#core/errors/coded_error'
import type { Json, JsonPrimitive } from '#core/metadata/types'

export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1256',
  'windows-1254',
  'windows-1252',
] as const
export type Encoding = (typeof ENCODINGS)[number]
export const DELIMITERS = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof DELIMITERS)[number]

/** A change to the text of a cell before it is read. */
export type Transform =
  | { kind: 'prefix' | 'suffix'; text: string }
  /** Fills from the left up to `length`: `4587` with `0` and 8 is `00004587`. */
  | { kind: 'pad'; length: number; with: string }
  | { kind: 'replace'; search: string; by: string }
  | { kind: 'lower' | 'upper' | 'digits' }

/** Where a value comes from: columns joined by `separator`, or a constant in the wire form. */
export interface FieldSource {
  columns?: string[]
  /** Default one blank. Empty cells are left out. */
  separator?: string
  constant?: Json
  transforms?: Transform[]
  /** Such as `dd-mm-yyyy` or `yyyy/mm/dd hh:mm`; without it the usual ways of writing dates are understood. */
  dateFormat?: string
  /** Texts of the file by which choice values are meant, beside the values and labels themselves. */
  choices?: Record<string, string>
  /** For lookups: the field of the other record whose value the cell holds. `entity` for `regarding`. */
  lookup?: { by: string; entity?: string }
}

export interface FieldMapping {
  field: string
  /** Tried in order: the first that is not empty, and for lookups is found, gives the value. */
  sources: FieldSource[]
  /** Adds unknown texts to the choice list. Needs the permission to customise. Default false. */
  createChoices?: boolean
  /** What a lookup that finds nothing means. Default `error`. */
  missing?: 'error' | 'empty'
}

export interface ImportMapping {
  fields: FieldMapping[]
}

export interface ImportOptions {
  mode: 'create' | 'update' | 'upsert'
  /** The field by which existing records are recognised; needed for `update` and `upsert`. */
  key?: string
  /** How `03/04/2020` is read. Default day first. */
  dateOrder?: 'dmy' | 'mdy'
  /** IANA zone of times; default that of the user. */
  timeZone?: string
  /** On update an empty cell clears the field. Default: it leaves the field as it is. */
  emptyClears?: boolean
}

/** An error of one row; `column` names the columns at fault. */
export interface RowIssue {
  field: string | null
  column: string | null
  code: string
  params: Record<string, JsonPrimitive>
}

export interface ImportRow {
  /** Line of the file on which the row begins, from 1. */
  line: number
  /** Number of the row in the file, from 1; the header is none. */
  number: number
  cells: string[]
}

export const IMPORT_STATES = [
  'uploaded',
  'ready',
  'running',
  'done',
  'failed',
  'cancelled',
  'undoing',
  'undone',
] as const
export type ImportState = (typeof IMPORT_STATES)[number]

export interface ImportCounts {
  /** Rows of the file that were gone through. */
  rows: number
  created: number
  updated: number
  /** Rows that changed nothing. */
  unchanged: number
  failed: number
}

export interface ImportRecord {
  id: number
  entity: string
  userId: number
  fileId: number
  fileName: string
  state: ImportState
  encoding: Encoding
  delimiter: Delimiter
  columns: string[]
  mapping: ImportMapping | null
  options: ImportOptions | null
  /** Below the header. */
  rowsTotal: number
  counts: ImportCounts
  jobId: number | null
  error: { code: string; params: Record<string, JsonPrimitive> } | null
  createdAt: string
  finishedAt: string | null
}

export interface PreviewRow {
  line: number
  action: 'create' | 'update' | 'unchanged' | 'error'
  /** The record that would be updated. */
  recordId: number | null
  values: Record<string, Json>
  issues: RowIssue[]
}

export type MappingIssue = ErrorDetail
