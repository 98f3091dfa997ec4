/** When a delivery that failed is tried again. Pure. */

/** Attempts in all: the last some twenty hours after the first. */
export const ATTEMPTS = 14
const FIRST_MS = 15_000
const LONGEST_MS = 6 * 3_600_000

/**
 * Milliseconds before the attempt after the `attempt`th (from 1), or null when that was the last: 15 s, doubling, at most six hours.
 * `jitter` (0 to 1) spreads it over its last quarter, so that many that failed together do not come back together.
 */
export function retryAfter(attempt: number, jitter: number): number | null {
  if (attempt >= ATTEMPTS) return null
  const whole = Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS)
  return Math.round(whole * (0.75 + jitter / 4))
}

/** Failures that the next attempt would meet again: an administrator must act first. */
const FINAL: ReadonlySet<string> = new Set(['malformed', 'not_allowed', 'address_refused'])
export const isFinal = (failure: string): boolean => FINAL.has(failure)
