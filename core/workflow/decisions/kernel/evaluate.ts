import { evaluateFeel } from '#core/expressions/feel'
import type { Json } from '#core/metadata/types'
import { fits } from '#core/workflow/decisions/kernel/tests'
import type { Aggregation, Decision, Decisions } from '#core/workflow/decisions/kernel/types'

type Context = { [name: string]: Json }
type Table = Extract<Decision, { kind: 'table' }>

export type DecisionAnswer =
  | { result: Json; /** Numbers of the rules that fitted, from 1. */ rules: number[] }
  | { code: string; params: { [name: string]: string | number } }

/**
 * Evaluates a decision and those it requires, whose results it sees under their keys. Pure.
 *
 * @param now the instant that `now()` and `today()` answer
 */
export function decide(
  decisions: Decisions,
  key: string,
  input: Context,
  now: string
): DecisionAnswer {
  const decision = decisions[key]
  if (!decision) return { code: 'E_DECISION_UNKNOWN', params: { decision: key } }
  const context: Context = { ...input }
  for (const required of decision.requires) {
    const answer = decide(decisions, required, input, now)
    if ('code' in answer) return answer
    context[required] = answer.result
    const name = decisions[required]?.name
    if (name) context[name] = answer.result
  }
  if (decision.kind === 'table') return decideByTable(decision, context, now)
  const { value, fault } = evaluateFeel(decision.expression, context, { now })
  if (fault !== null) return faultOf(key, 0)
  return { result: value, rules: [] }
}

const faultOf = (decision: string, rule: number): DecisionAnswer => ({
  code: 'E_DECISION_EXPRESSION',
  params: { decision, rule },
})

function decideByTable(table: Table, context: Context, now: string): DecisionAnswer {
  const values: Json[] = []
  for (const { expression } of table.inputs) {
    /** A variable that is missing is null: the rules say what that means. */
    values.push(evaluateFeel(expression, context, { now }).value)
  }
  const hits: { rule: number; outputs: Json[] }[] = []
  for (const [index, rule] of table.rules.entries()) {
    const fitting = rule.tests.every((test, at) => fits(test, values[at] ?? null, context) === true)
    if (!fitting) continue
    const outputs: Json[] = []
    for (const expression of rule.results) {
      if (expression.trim() === '') {
        outputs.push(null)
        continue
      }
      const { value, fault } = evaluateFeel(expression, context, { now })
      if (fault !== null && expression.trim() !== 'null') return faultOf(table.key, index + 1)
      outputs.push(value)
    }
    hits.push({ rule: index + 1, outputs })
    if (table.hitPolicy === 'FIRST') break
  }
  return byPolicy(table, hits, now)
}

function byPolicy(
  table: Table,
  hits: readonly { rule: number; outputs: Json[] }[],
  now: string
): DecisionAnswer {
  const rules = hits.map(({ rule }) => rule)
  const results = hits.map(({ outputs }) => resultOf(table, outputs))
  const several = (): DecisionAnswer => ({
    code: 'E_DECISION_SEVERAL',
    params: { decision: table.key, rules: rules.join(', ') },
  })
  switch (table.hitPolicy) {
    case 'UNIQUE':
      return hits.length > 1 ? several() : { result: results[0] ?? null, rules }
    case 'FIRST':
      return { result: results[0] ?? null, rules }
    case 'ANY': {
      const differ = new Set(results.map((one) => JSON.stringify(one))).size > 1
      return differ ? several() : { result: results[0] ?? null, rules }
    }
    case 'PRIORITY': {
      const [best] = byImportance(table, hits, now)
      return { result: best ? resultOf(table, best.outputs) : null, rules: best ? [best.rule] : [] }
    }
    case 'OUTPUT ORDER': {
      const sorted = byImportance(table, hits, now)
      return {
        result: sorted.map(({ outputs }) => resultOf(table, outputs)),
        rules: sorted.map(({ rule }) => rule),
      }
    }
    case 'RULE ORDER':
      return { result: results, rules }
    case 'COLLECT':
      return { result: aggregated(table.aggregation, results), rules }
  }
}

/** One output is its value, several are an object. */
function resultOf({ outputs: named }: Table, outputs: readonly Json[]): Json {
  if (named.length <= 1) return outputs[0] ?? null
  return Object.fromEntries(named.map(({ name }, at) => [name, outputs[at] ?? null]))
}

/** By the place of each output among its output's values, the first output counting most. */
function byImportance(
  table: Table,
  hits: readonly { rule: number; outputs: Json[] }[],
  now: string
): { rule: number; outputs: Json[] }[] {
  const orders = table.outputs.map(({ values }) =>
    values.map((value) => JSON.stringify(evaluateFeel(value, {}, { now }).value))
  )
  const place = (outputs: readonly Json[]) =>
    orders.map((order, at) => {
      const found = order.indexOf(JSON.stringify(outputs[at] ?? null))
      return found < 0 ? order.length : found
    })
  return [...hits].sort((a, b) => {
    const [first, second] = [place(a.outputs), place(b.outputs)]
    const different = first.findIndex((one, at) => one !== second[at])
    return different < 0 ? a.rule - b.rule : (first[different] ?? 0) - (second[different] ?? 0)
  })
}

function aggregated(aggregation: Aggregation | null, results: readonly Json[]): Json {
  if (aggregation === null) return [...results]
  if (aggregation === 'COUNT') return new Set(results.map((one) => JSON.stringify(one))).size
  const numbers = results.filter((one) => typeof one === 'number')
  if (numbers.length === 0) return null
  if (aggregation === 'SUM') return numbers.reduce((sum, one) => sum + one, 0)
  return aggregation === 'MIN' ? Math.min(...numbers) : Math.max(...numbers)
}
