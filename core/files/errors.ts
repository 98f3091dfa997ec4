import { defineError } from '#core/errors/coded_error'

export const E_FILE_TOO_LARGE = defineError<{ limit: number }>('E_FILE_TOO_LARGE', 413)
export const E_FILE_TYPE = defineError<{ mime: string }>('E_FILE_TYPE', 415)
export const E_FILE_MISSING = defineError('E_FILE_MISSING', 422)
export const E_FILE_RANGE = defineError<{ bytes: number }>('E_FILE_RANGE', 416)
/** The row is there and the content is not: somebody deleted it on the disk. */
export const E_FILE_LOST = defineError<{ id: number }>('E_FILE_LOST', 500)
