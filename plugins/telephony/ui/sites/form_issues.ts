import { isApiError, type ApiErrorDetail } from '#ui/api/api_error.js'

/** Faults by the end of their path: the server says `connection.port` or `prefixRules.0.pattern`. */
export type Issues = ReadonlyMap<string, string>

const WRAPPERS = /^(?:rules|values)\./

/**
 * The faults that an answer names, by path; null when it names none (the failure concerns no field).
 * @param text the words for a fault
 */
export function issuesOf(error: unknown, text: (detail: ApiErrorDetail) => string): Issues | null {
  if (!isApiError(error) || error.details.length === 0) return null
  return new Map(error.details.map((detail) => [detail.path.replace(WRAPPERS, ''), text(detail)]))
}
