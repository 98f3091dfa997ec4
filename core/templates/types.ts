import type { FieldDefinition, JsonPrimitive, Language } from '#core/metadata/types'
import type { RecordValue } from '#core/records/types'

/** How the text is written: in HTML every value is escaped, in plain text none is. */
export type Escaping = 'html' | 'text'

/** What is wrong with a template, and where. Lines from 1, columns from 1. The code is a key of the texts `errors.<code>`. */
export interface TemplateFault {
  code: string
  line: number
  column: number
  params?: Record<string, JsonPrimitive>
}

/** A path that a template reads: of the record, or of the rows of a list. */
export interface PathUse {
  /** The one-to-many field over whose records an `each` goes; null for the record itself. */
  list: string | null
  path: string
  line: number
  column: number
}

/** A value with the field it comes from, so that it is written as its type is; a literal has none. */
export interface Cell {
  value: RecordValue | undefined
  field: FieldDefinition | null
}

/** Reads what a template names. Answers undefined for a path the reader may not read. */
export interface Scope {
  cell(path: string): Cell
  /** The rows of a one-to-many field, each as a scope; empty where the reader may not read them. */
  rows(path: string): Scope[]
}

/** For whom it is written. */
export interface TextReader {
  language: Language
  calendar: 'persian' | 'gregory'
  timeZone: string
}

/** Everything a template may know beside the record. */
export interface Surroundings {
  reader: TextReader
  now: Date
  /** Name of the person who renders. */
  userName: string
  choiceLabel(list: string, value: string): string
}
