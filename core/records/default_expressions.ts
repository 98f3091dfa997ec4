import { evaluate } from 'feelin'
import { E_VALIDATION } from '#core/errors/errors'
import type { Json } from '#core/metadata/types'

/** Plain JSON of what FEEL answers; its dates become their ISO texts. */
function jsonOf(value: unknown): Json {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json)
}

/**
 * Evaluates the default of a field over the other values of the new record. Throws E_VALIDATION for an expression that cannot
 * be evaluated: a record must not silently lack what its definition promises.
 */
export function evaluateDefault(feel: string, context: Record<string, Json>): Json {
  const { value, warnings } = evaluate(feel, context)
  const [warning] = warnings
  if (warning && (value === null || value === undefined)) {
    const params = { expression: feel, message: warning.message }
    throw new E_VALIDATION({}, [{ path: '', code: 'E_DEFAULT_EXPRESSION', params }])
  }
  return jsonOf(value)
}
