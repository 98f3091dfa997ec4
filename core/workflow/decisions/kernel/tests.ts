import { unaryTest } from 'feelin'
import { analyseFeel } from '#core/expressions/analysis'

/** Stands for the tested value in the analysis: no name of a field has it. */
const TESTED = 'tested__value'

/** Whether an entry fits anything. */
export const isAnything = (test: string): boolean => /^\s*-?\s*$/.test(test)

/**
 * Whether a unary test can be run in bounded time: it is read as the expression `value in (…)`, or as one over `?`, and must be
 * without fault in one of the two ways. Pure.
 */
export function isSafeTest(test: string): boolean {
  if (isAnything(test)) return true
  const negated = /^\s*not\s*\(([\s\S]*)\)\s*$/.exec(test)
  const inner = negated?.[1] ?? test
  const asked = withoutMark(test)
  return (
    analyseFeel(`${TESTED} in (${withoutMark(inner)})`).faults.length === 0 ||
    analyseFeel(asked).faults.length === 0
  )
}

/** `?` outside of texts is the tested value. */
function withoutMark(test: string): string {
  return test.replace(/"(?:[^"\\]|\\.)*"|\?/g, (part) => (part === '?' ? TESTED : part))
}

/** Null where the test cannot be worked out for this value. */
export function fits(
  test: string,
  value: unknown,
  context: Record<string, unknown>
): boolean | null {
  if (isAnything(test)) return true
  try {
    const answer = unaryTest(test, { ...context, '?': value }).value as unknown
    return answer === true
  } catch (error) {
    if (error instanceof Error) return null
    throw error
  }
}
