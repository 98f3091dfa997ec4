import { E_VALIDATION } from '#core/errors/errors'
import { evaluateFeel } from '#core/expressions/feel'
import type { Json } from '#core/metadata/types'

/**
 * Evaluates the default of a field over the other values of the new record. Throws E_VALIDATION for an expression that cannot
 * be evaluated: a record must not silently lack what its definition promises.
 */
export function evaluateDefault(feel: string, context: Record<string, Json>): Json {
  const { value, fault } = evaluateFeel(feel, context)
  if (fault !== null) {
    const params = { expression: feel, message: fault }
    throw new E_VALIDATION({}, [{ path: '', code: 'E_DEFAULT_EXPRESSION', params }])
  }
  return value
}
