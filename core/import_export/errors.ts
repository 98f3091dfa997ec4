import { defineError } from '#core/errors/coded_error'

/** The file is no text: a spreadsheet, a picture, an archive. */
export const E_IMPORT_NOT_TEXT = defineError<{ mime: string }>('E_IMPORT_NOT_TEXT', 422)
/** Bytes that are none of the encoding; `line` is the first such line. */
export const E_IMPORT_ENCODING = defineError<{ encoding: string; line: number }>(
  'E_IMPORT_ENCODING',
  422
)
/** The encoding cannot be told: it must be chosen. */
export const E_IMPORT_ENCODING_UNKNOWN = defineError<{ line: number }>(
  'E_IMPORT_ENCODING_UNKNOWN',
  422
)
export const E_IMPORT_EMPTY = defineError('E_IMPORT_EMPTY', 422)
export const E_IMPORT_QUOTE_OPEN = defineError<{ line: number }>('E_IMPORT_QUOTE_OPEN', 422)
export const E_IMPORT_QUOTE = defineError<{ line: number }>('E_IMPORT_QUOTE', 422)
export const E_IMPORT_ROW_TOO_LONG = defineError<{ line: number; limit: number }>(
  'E_IMPORT_ROW_TOO_LONG',
  422
)
export const E_IMPORT_NOT_READY = defineError<{ state: string }>('E_IMPORT_NOT_READY', 409)
export const E_IMPORT_NOT_UNDOABLE = defineError<{ state: string }>('E_IMPORT_NOT_UNDOABLE', 409)
/** Another process works on the same import: this one stops and writes nothing. */
export const E_IMPORT_BUSY = defineError<{ import: number }>('E_IMPORT_BUSY', 409)
export const E_IMPORT_MAPPING = defineError('E_IMPORT_MAPPING', 422)
/** Records that only the system writes are not imported by people. */
export const E_IMPORT_SYSTEM_ENTITY = defineError<{ entity: string }>('E_IMPORT_SYSTEM_ENTITY', 403)
/** A spreadsheet that cannot be read: broken, or no XLSX at all. */
export const E_IMPORT_SHEET_BROKEN = defineError('E_IMPORT_SHEET_BROKEN', 422)
export const E_IMPORT_SHEET_PROTECTED = defineError('E_IMPORT_SHEET_PROTECTED', 422)
/** It unpacks to more than any sheet has: made to harm, or better sent as CSV. */
export const E_IMPORT_SHEET_TOO_LARGE = defineError('E_IMPORT_SHEET_TOO_LARGE', 413)
/** Details name the sheets. */
export const E_IMPORT_SHEET_CHOICE = defineError<{ sheets: number }>('E_IMPORT_SHEET_CHOICE', 422)
export const E_IMPORT_SHEET_UNKNOWN = defineError<{ sheet: string }>('E_IMPORT_SHEET_UNKNOWN', 422)
