import type { Instant } from './assembled.js'

/**
 * Seconds between two instants as a difference of whole seconds, never negative: what `unixepoch(b) - unixepoch(a)` and
 * `DATEDIFF(second, a, b)` count, so that functions and SQL agree.
 */
export function wholeSeconds(from: Instant, to: Instant): number {
  return Math.max(0, Math.floor(to / 1000) - Math.floor(from / 1000))
}
