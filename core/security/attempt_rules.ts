import type { AttemptRule } from '#core/security/policy'

/** What is remembered of the attempts of one login or one address. Milliseconds since 1970. */
export interface AttemptState {
  failures: number
  windowEndsAt: number
  lockedUntil: number | null
}

export type AttemptDecision =
  { allowed: false; seconds: number } | { allowed: true; state: AttemptState }

/**
 * Counts an attempt as failed before it is tried, so that a thousand attempts at once cannot slip through before the first has
 * failed; success takes the count back. From the last free failure on each one locks for twice as long. Pure.
 */
export function countAttempt(
  state: AttemptState | null,
  rule: AttemptRule,
  now: number
): AttemptDecision {
  if (state?.lockedUntil && now < state.lockedUntil)
    return { allowed: false, seconds: Math.ceil((state.lockedUntil - now) / 1000) }
  const fresh = !state || now >= state.windowEndsAt
  const failures = (fresh ? 0 : state.failures) + 1
  const lockedUntil =
    failures < rule.free
      ? null
      : now + Math.min(rule.lock * 2 ** (failures - rule.free), rule.maxLock)
  return {
    allowed: true,
    state: { failures, windowEndsAt: (lockedUntil ?? now) + rule.window, lockedUntil },
  }
}

/** Takes one counted failure back: the attempt succeeded. Null when nothing is left to remember. */
export function takeBack(state: AttemptState, rule: AttemptRule): AttemptState | null {
  const failures = state.failures - 1
  if (failures <= 0) return null
  return { ...state, failures, lockedUntil: failures < rule.free ? null : state.lockedUntil }
}
