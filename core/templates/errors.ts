import { defineError } from '#core/errors/coded_error'

/** Details carry every fault: `path` is the part and language, parameters hold line and column. */
export const E_TEMPLATE_INVALID = defineError<{ faults: number }>('E_TEMPLATE_INVALID', 422)
/** The text became longer than any of its kind may be. */
export const E_TEMPLATE_OUTPUT = defineError<{ limit: number }>('E_TEMPLATE_OUTPUT', 422)
/** A print as PDF where no browser is configured: the page's own print dialog does it. */
export const E_PDF_UNAVAILABLE = defineError('E_PDF_UNAVAILABLE', 501)
export const E_PDF_FAILED = defineError('E_PDF_FAILED', 502)
export const E_PDF_TOO_LARGE = defineError('E_PDF_TOO_LARGE', 422)
/** Prints wait for one another; so many wait already that one more would wait too long. */
export const E_PDF_BUSY = defineError('E_PDF_BUSY', 503)
