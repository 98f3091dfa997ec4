import { analyseFeel } from '#core/expressions/feel'

/** Names that every expression of a form finds beside the values. */
export const CONTEXT_NAMES: ReadonlySet<string> = new Set(['user'])

/** The paths that an expression may take from outside: all that must be known to evaluate it, perhaps more. */
export function expressionPaths(expression: string): string[][] {
  const { names, ambiguous } = analyseFeel(expression)
  return [...names, ...ambiguous.flatMap(({ inner, outer }) => [inner, outer])]
}

/** The first names of those paths: fields, questions, `user`. */
export function expressionNames(expression: string): ReadonlySet<string> {
  return new Set(expressionPaths(expression).flatMap(([first]) => first ?? []))
}
