import { parseExpression } from 'feelin'

/** Names that every expression of a form finds beside the values. */
export const CONTEXT_NAMES = ['now', 'today', 'user'] as const

/** Nodes of FEEL's syntax tree whose text names a value of the context, or a property of one. */
const NAMING = new Set(['VariableName', 'PathName'])

/**
 * The names that a FEEL expression mentions: fields of the record, functions, `user`, and behind a dot the fields of what a field
 * holds. More than it asks its context for, never less.
 */
export function feelNames(expression: string): ReadonlySet<string> {
  const names = new Set<string>()
  parseExpression(expression, {}, undefined).iterate({
    enter(node) {
      if (NAMING.has(node.type.name)) names.add(expression.slice(node.from, node.to).trim())
    },
  })
  return names
}
