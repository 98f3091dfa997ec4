import { evaluate, parseExpression } from 'feelin'
import type { Json } from '#core/metadata/types'

/**
 * FEEL, the expression language of BPMN and DMN: the one language of conditions, defaults and formulas. Pure and isomorphic.
 * `fault` is the first reason why there is no value; FEEL itself answers null for what cannot be computed.
 */
export function evaluateFeel(
  expression: string,
  context: Record<string, Json>
): { value: Json; fault: string | null } {
  const { value, warnings } = evaluate(expression, context)
  const nothing = value === null || value === undefined
  return { value: jsonOf(value), fault: nothing ? (warnings[0]?.message ?? null) : null }
}

/** Whether a text can be read as FEEL. Names that the context does not know are no fault here. */
export function isFeel(expression: string): boolean {
  let valid = true
  parseExpression(expression, {}, undefined).iterate({
    enter(node) {
      if (node.type.isError) valid = false
    },
  })
  return valid && expression.trim() !== ''
}

/** Plain JSON of what FEEL answers; its dates and durations become their ISO texts. */
function jsonOf(value: unknown): Json {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json)
}
