import {
  argumentsOf,
  calleeOf,
  childrenOf,
  textOfNode,
  type FeelNode,
  type FeelSyntax,
} from '#core/expressions/syntax'
import {
  HIGHER_FUNCTIONS,
  MULTIPLYING_FUNCTIONS,
  REDUCING_FUNCTIONS,
} from '#core/expressions/functions'

/**
 * An upper bound of the work of an expression, found without running it: FEEL has no way to stop a loop that has begun. A value is
 * weighed as `length` elements of `element` each; what comes from outside is taken as a list of a hundred.
 */
interface Weight {
  length: number
  element: number
  /** Holds a range, which must not be walked: `for i in r` over a billion. */
  range: boolean
}
type Weights = ReadonlyMap<string, Weight>

/** A loop that does not run over a list or over a range written out. */
export interface LoopFault {
  node: FeelNode
}

const OUTSIDE: Weight = { length: 100, element: 10, range: false }
const ONE: Weight = { length: 1, element: 1, range: false }
/** The longest range that a loop may run over. */
const MAX_RANGE = 1_000
/** Steps of the bound beyond which an expression is refused. */
export const MAX_FEEL_COST = 1_000_000

/** The bound, and the loops that have none. */
export function costOf(syntax: FeelSyntax): { cost: number; faults: LoopFault[] } {
  const faults: LoopFault[] = []

  function weigh(node: FeelNode, known: Weights): { weight: Weight; cost: number } {
    switch (node.name) {
      case 'VariableName':
        return { weight: known.get(textOfNode(syntax, node)) ?? OUTSIDE, cost: 1 }
      case 'ForExpression':
      case 'QuantifiedExpression':
        return loop(node, known)
      case 'FilterExpression':
        return filter(node, known)
      case 'FunctionInvocation':
        return call(node, known)
      case 'Context':
        return context(node, known)
      case 'Comparison':
      case 'InstanceOfExpression':
      case 'Conjunction':
      case 'Disjunction':
        return { weight: ONE, cost: sequence(childrenOf(node), known).cost }
      case 'Interval':
        return { weight: { ...ONE, range: true }, cost: sequence(childrenOf(node), known).cost }
      case 'List':
        return list(node, known)
      default:
        return sequence(childrenOf(node), known)
    }
  }

  function sequence(nodes: FeelNode[], known: Weights): { weight: Weight; cost: number } {
    let weight = ONE
    let cost = 1
    for (const node of nodes) {
      const part = weigh(node, known)
      cost += part.cost
      weight = joined(weight, part.weight)
    }
    return { weight, cost: cost + total(weight) / 10 }
  }

  function list(node: FeelNode, known: Weights): { weight: Weight; cost: number } {
    const { weight, cost } = sequence(childrenOf(node), known)
    return { weight: { ...weight, element: total(weight) }, cost }
  }

  /** What is walked over, with its weight as one element of it. */
  function walked(node: FeelNode, known: Weights): { times: number; item: Weight; cost: number } {
    const [from, dots, to] = childrenOf(node)
    if (node.name === 'IterationContext' && dots && from && to) {
      const span = Math.abs(literal(syntax, to) - literal(syntax, from)) + 1
      const bounded = span <= MAX_RANGE
      if (!bounded) faults.push({ node })
      return { times: bounded ? span : 1, item: ONE, cost: 1 }
    }
    const source = node.name === 'IterationContext' && from ? from : node
    const { weight, cost } = weigh(source, known)
    if (weight.range) faults.push({ node })
    const item: Weight = { length: weight.element, element: weight.element, range: weight.range }
    return { times: weight.length, item: item.length > 1 ? { ...item, element: 1 } : item, cost }
  }

  function loop(node: FeelNode, known: Weights): { weight: Weight; cost: number } {
    const inner = new Map(known)
    let times = 1
    let cost = 1
    for (const source of node.getChild('InExpressions')?.getChildren('InExpression') ?? []) {
      const [name, over] = [source.firstChild, source.lastChild]
      if (!name || !over) continue
      const each = walked(over, inner)
      cost += times * each.cost
      times *= each.times
      inner.set(textOfNode(syntax, name), each.item)
    }
    /** The results so far, which a loop may look back at: as long as the loop. */
    inner.set('partial', { length: times, element: OUTSIDE.element, range: false })
    const body = sequence(
      childrenOf(node).filter((one) => one.name !== 'InExpressions'),
      inner
    )
    const answer = { length: times, element: total(body.weight), range: body.weight.range }
    const weight = node.name === 'ForExpression' ? answer : ONE
    return { weight, cost: cost + times * body.cost + total(weight) / 10 }
  }

  function filter(node: FeelNode, known: Weights): { weight: Weight; cost: number } {
    const [source, , ...rest] = childrenOf(node)
    if (!source) return { weight: ONE, cost: 1 }
    const each = walked(source, known)
    const body = sequence(rest, new Map(known).set('item', each.item))
    const weight = { ...weigh(source, known).weight }
    return { weight, cost: each.cost + each.times * body.cost }
  }

  function call(node: FeelNode, known: Weights): { weight: Weight; cost: number } {
    const name = calleeOf(syntax, node) ?? ''
    const given = argumentsOf(syntax, node).map(({ value }) => value)
    const functions = given.filter((value) => value.name === 'FunctionDefinition')
    const { weight, cost } = sequence(
      given.filter((value) => value.name !== 'FunctionDefinition'),
      known
    )
    let work = cost + total(weight)
    if (HIGHER_FUNCTIONS.has(name)) {
      const steps = weight.length * Math.ceil(Math.log2(weight.length + 1))
      for (const one of functions) work += steps * applied(one, known, weight)
    }
    if (REDUCING_FUNCTIONS.has(name)) return { weight: ONE, cost: work }
    if (MULTIPLYING_FUNCTIONS.has(name)) {
      const grown = { length: 1, element: total(weight) ** 2, range: false }
      return { weight: grown, cost: work + total(grown) / 100 }
    }
    /** Texts of nested values escape each quote again. */
    const factor = name === 'string' ? 2 : 1
    return { weight: { ...weight, element: weight.element * factor, range: false }, cost: work }
  }

  function applied(node: FeelNode, known: Weights, over: Weight): number {
    const inner = new Map(known)
    for (const one of node.getChild('FormalParameters')?.getChildren('FormalParameter') ?? []) {
      const item = { length: over.element, element: 1, range: over.range }
      if (one.firstChild) inner.set(textOfNode(syntax, one.firstChild), item)
    }
    const body = node.getChild('FunctionBody')
    return body ? weigh(body, inner).cost : 0
  }

  function context(node: FeelNode, known: Weights): { weight: Weight; cost: number } {
    const inner = new Map(known)
    let weight = ONE
    let cost = 1
    for (const entry of node.getChildren('ContextEntry')) {
      const [key, value] = [entry.firstChild, entry.lastChild]
      if (!key || !value) continue
      const part = weigh(value, inner)
      cost += part.cost
      weight = joined(weight, part.weight)
      inner.set(textOfNode(syntax, key).replace(/^"|"$/g, ''), part.weight)
    }
    return { weight, cost }
  }

  const { cost } = weigh(syntax.root, new Map())
  return { cost, faults }
}

const total = ({ length, element }: Weight): number => length * element

function joined(a: Weight, b: Weight): Weight {
  return {
    length: a.length + b.length,
    element: Math.max(a.element, b.element),
    range: a.range || b.range,
  }
}

/** The number that a node writes out; anything else is no bound. */
function literal(syntax: FeelSyntax, node: FeelNode): number {
  const text = textOfNode(syntax, node)
  return /^-?\d{1,9}$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY
}
