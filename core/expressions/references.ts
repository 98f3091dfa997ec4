import {
  argumentsOf,
  calleeOf,
  childrenOf,
  textOfNode,
  type FeelNode,
  type FeelSyntax,
} from '#core/expressions/syntax'
import { FEEL_FUNCTIONS } from '#core/expressions/functions'

/** The names that an expression takes from outside, as paths. */
export interface FeelReferences {
  names: string[][]
  /**
   * Names inside a filter, which may be a property of the filtered items (`inner`, with the list's path before it) or a name from
   * outside (`outer`).
   */
  ambiguous: { inner: string[]; outer: string[] }[]
}

/** Names bound inside the expression, with the path they stand for where they run over a list from outside. */
type Scope = ReadonlyMap<string, string[] | null>
interface Place {
  scope: Scope
  filtered: string[] | null
}

/** Nodes that hold names which are no references. */
const SILENT = new Set([
  ...['Type', 'Name', 'Identifier', 'Key', 'ParameterName', 'PathName'],
  ...['DateTimeConstructor', 'SpecialFunctionName', 'QualifiedName'],
])

export function referencesOf(syntax: FeelSyntax): FeelReferences {
  const names = new Map<string, string[]>()
  const ambiguous = new Map<string, { inner: string[]; outer: string[] }>()

  function record(path: string[], place: Place, local: boolean): void {
    if (place.filtered === null || local) {
      names.set(path.join('.'), path)
      return
    }
    const entry = { inner: [...place.filtered, ...path], outer: path }
    ambiguous.set(entry.inner.join('.'), entry)
  }

  /** The path that a node stands for; what it is built from is visited on the way. `null` is a value without a path. */
  function pathOf(node: FeelNode, place: Place): { path: string[]; local: boolean } | null {
    if (node.name === 'VariableName') {
      const name = textOfNode(syntax, node)
      const bound = place.scope.get(name)
      if (bound !== undefined) return bound === null ? null : { path: bound, local: true }
      return { path: [name], local: false }
    }
    const first = node.firstChild
    if (!first) return null
    if (node.name === 'PathExpression') {
      const base = pathOrVisit(first, place)
      const last = node.lastChild
      if (!base || last?.name !== 'PathName') return base
      return { ...base, path: [...base.path, textOfNode(syntax, last)] }
    }
    if (node.name === 'ParenthesizedExpression') {
      const inner = childrenOf(node).find((child) => child.name.length > 1)
      return inner ? pathOrVisit(inner, place) : null
    }
    if (node.name !== 'FilterExpression') return null
    const base = pathOrVisit(first, place)
    const scope = new Map(place.scope).set('item', base?.path ?? null)
    for (const child of childrenOf(node).slice(1)) {
      visit(child, { scope, filtered: base?.path ?? place.filtered })
    }
    return base
  }

  function pathOrVisit(node: FeelNode, place: Place): { path: string[]; local: boolean } | null {
    if (isPath(node)) return pathOf(node, place)
    visit(node, place)
    return null
  }

  function visit(node: FeelNode, place: Place): void {
    if (SILENT.has(node.name)) return
    if (isPath(node)) {
      const found = pathOf(node, place)
      if (found) record(found.path, place, found.local)
      return
    }
    if (node.name === 'FunctionInvocation') return visitCall(node, place)
    if (node.name === 'ForExpression' || node.name === 'QuantifiedExpression') {
      return visitLoop(node, place)
    }
    if (node.name === 'Context') return visitContext(node, place)
    if (node.name === 'FunctionDefinition') return visitFunction(node, place)
    for (const child of childrenOf(node)) visit(child, place)
  }

  function visitCall(node: FeelNode, place: Place): void {
    const callee = calleeOf(syntax, node)
    if (node.firstChild && (callee === null || !FEEL_FUNCTIONS.has(callee))) {
      if (callee === null) visit(node.firstChild, place)
    }
    for (const { value } of argumentsOf(syntax, node)) visit(value, place)
  }

  function visitLoop(node: FeelNode, place: Place): void {
    let scope = new Map(place.scope)
    for (const source of node.getChild('InExpressions')?.getChildren('InExpression') ?? []) {
      const [name, over] = [source.firstChild, source.lastChild]
      if (!name || !over) continue
      const inner = over.firstChild
      const alone = inner && !inner.nextSibling ? inner : null
      const path = alone && isPath(alone) ? pathOf(alone, { ...place, scope }) : null
      visit(over, { ...place, scope })
      scope = new Map(scope).set(textOfNode(syntax, name), path?.path ?? null)
    }
    scope.set('partial', null)
    for (const child of childrenOf(node)) {
      if (child.name !== 'InExpressions') visit(child, { ...place, scope })
    }
  }

  function visitContext(node: FeelNode, place: Place): void {
    const scope = new Map(place.scope)
    for (const entry of node.getChildren('ContextEntry')) {
      const [key, value] = [entry.firstChild, entry.lastChild]
      if (!key || !value) continue
      visit(value, { ...place, scope })
      scope.set(textOfNode(syntax, key).replace(/^"|"$/g, ''), null)
    }
  }

  function visitFunction(node: FeelNode, place: Place): void {
    const scope = new Map(place.scope)
    for (const one of node.getChild('FormalParameters')?.getChildren('FormalParameter') ?? []) {
      if (one.firstChild) scope.set(textOfNode(syntax, one.firstChild), null)
    }
    const body = node.getChild('FunctionBody')
    if (body) visit(body, { ...place, scope })
  }

  visit(syntax.root, { scope: new Map(), filtered: null })
  return { names: [...names.values()], ambiguous: [...ambiguous.values()] }
}

function isPath(node: FeelNode): boolean {
  return ['VariableName', 'PathExpression', 'FilterExpression', 'ParenthesizedExpression'].includes(
    node.name
  )
}
