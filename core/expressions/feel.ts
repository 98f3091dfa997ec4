import { evaluate } from 'feelin'
import type { Json } from '#core/metadata/types'
import { analyseFeel } from '#core/expressions/analysis'
import { extraFunctions } from '#core/expressions/functions'

export { analyseFeel, type FeelAnalysis, type FeelFault } from '#core/expressions/analysis'

export interface FeelOptions {
  /** The instant that `now()` and `today()` answer, ISO 8601; without it they read the clock. */
  now?: string
}

/**
 * FEEL, the expression language of BPMN and DMN: the one language of conditions, defaults and formulas. Pure (given `now`) and
 * isomorphic. An expression that `analyseFeel` faults is not run. `fault` is the first reason why there is no value; FEEL itself
 * answers null for what cannot be computed.
 */
export function evaluateFeel(
  expression: string,
  context: Record<string, unknown>,
  options: FeelOptions = {}
): { value: Json; fault: string | null } {
  const [refused] = analyseFeel(expression).faults
  if (refused) return { value: null, fault: refused.message }
  try {
    const names = { ...extraFunctions(options.now), ...context }
    const { value, warnings } = evaluate(expression, names)
    const nothing = value === null || value === undefined
    return { value: jsonOf(value), fault: nothing ? (warnings[0]?.message ?? null) : null }
  } catch (error) {
    /** What FEEL refuses while running: a range of dates to be walked, a text longer than a text can be. */
    if (error instanceof Error) return { value: null, fault: error.message }
    throw error
  }
}

/** Whether a text is an expression that can be run. Names that a context does not know are no fault here. */
export function isFeel(expression: string): boolean {
  return analyseFeel(expression).faults.length === 0
}

/** Plain JSON of what FEEL answers; its dates and durations become their ISO texts. */
function jsonOf(value: unknown): Json {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value) ?? 'null') as Json)
}
