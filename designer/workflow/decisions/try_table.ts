import { decide, type DecisionAnswer } from '#core/workflow/decisions/kernel/evaluate'
import { analyseFeel } from '#core/expressions/analysis'
import type { Values } from '#core/workflow/kernel/types'
import type { DecisionTable } from '../model/decision_table.js'

const KEY = 'tried'

/** Values in FEEL are written with commas between texts: `"high","low"`. */
const listed = (values: string): string[] =>
  values === ''
    ? []
    : (values.match(/"(?:[^"\\]|\\.)*"|[^,\s][^,]*/g) ?? []).map((one) => one.trim())

/** What a table answers, by the evaluation that processes use. Pure. */
export function tryTable(table: DecisionTable, input: Values, now: string): DecisionAnswer {
  const decision = {
    kind: 'table' as const,
    key: KEY,
    name: null,
    requires: [],
    hitPolicy: table.hitPolicy,
    aggregation: table.aggregation === '' ? null : table.aggregation,
    inputs: table.inputs.map(({ expression, label }) => ({ expression, label: label || null })),
    outputs: table.outputs.map(({ name, values }) => ({ name, values: listed(values) })),
    rules: table.rules.map(({ tests, results }) => ({ tests, results })),
  }
  return decide({ [KEY]: decision }, KEY, input, now)
}

/** The variables that the inputs of a table read. */
export function neededBy(table: DecisionTable): string[] {
  const names = table.inputs.flatMap(({ expression }) =>
    expression.trim() === '' ? [] : analyseFeel(expression).names.map((path) => path[0] ?? '')
  )
  return [...new Set(names)].filter((name) => name !== '').sort()
}
