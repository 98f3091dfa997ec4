import type { FlowNode, ProcessGraph, ProcessState } from '#core/workflow/kernel/types'

/** Node of the old version → node of the new one; a node that is not named keeps its id. */
export type NodeMapping = { [node: string]: string }

export interface MigrationFault {
  node: string
  code: 'node_missing' | 'node_of_other_kind' | 'node_in_other_scope' | 'scope_missing'
}

/** What must be the same so that a token can stand there. */
function kindOf(node: FlowNode): string {
  switch (node.type) {
    case 'task':
      return `task:${node.kind}`
    case 'gateway':
      return `gateway:${node.kind}`
    case 'startEvent':
    case 'endEvent':
    case 'throwEvent':
    case 'catchEvent':
    case 'boundaryEvent':
      return `${node.type}:${node.event.kind}`
    default:
      return node.type
  }
}

/** The nodes at which something stands: tokens, waits, and what is open around them. */
export function occupiedNodes(state: ProcessState, graph: ProcessGraph): Set<string> {
  const nodes = new Set<string>()
  for (const { node } of Object.values(state.tokens)) nodes.add(node)
  for (const { node } of Object.values(state.waits)) nodes.add(node)
  for (const scope of Object.values(state.scopes)) {
    if (graph.nodes[scope.of]) nodes.add(scope.of)
    for (const { node } of scope.compensations ?? []) nodes.add(node)
  }
  return nodes
}

/** Why these nodes have no place in the new version. Pure. */
export function mappingFaults(
  nodes: Iterable<string>,
  from: ProcessGraph,
  to: ProcessGraph,
  mapping: NodeMapping
): MigrationFault[] {
  const faults: MigrationFault[] = []
  const scopeOf = (scope: string) => (scope === from.key ? to.key : (mapping[scope] ?? scope))
  for (const node of nodes) {
    const old = from.nodes[node]
    const fresh = to.nodes[mapping[node] ?? node]
    if (!old || !fresh) faults.push({ node, code: 'node_missing' })
    else if (kindOf(old) !== kindOf(fresh)) faults.push({ node, code: 'node_of_other_kind' })
    else if (scopeOf(old.scope) !== fresh.scope) faults.push({ node, code: 'node_in_other_scope' })
  }
  return faults
}

/**
 * The state of an instance by another version. What waits goes on waiting as it was asked; what the new version attaches to a node
 * that was entered already is not armed. Pure.
 */
export function migrateState(
  state: ProcessState,
  from: ProcessGraph,
  to: ProcessGraph,
  mapping: NodeMapping
): { state: ProcessState } | { faults: MigrationFault[] } {
  const faults = mappingFaults(occupiedNodes(state, from), from, to, mapping)
  const place = (id: string) => (id === from.key ? to.key : (mapping[id] ?? id))
  for (const { of } of Object.values(state.scopes)) {
    if (!to.scopes[place(of)] && !to.nodes[place(of)]) {
      faults.push({ node: of, code: 'scope_missing' })
    }
  }
  if (faults.length > 0) return { faults }
  const next = structuredClone(state)
  for (const token of Object.values(next.tokens)) {
    token.node = place(token.node)
    if (token.via !== null && !to.flows[token.via]) token.via = null
  }
  for (const wait of Object.values(next.waits)) wait.node = place(wait.node)
  for (const incident of Object.values(next.incidents)) incident.node = place(incident.node)
  for (const scope of Object.values(next.scopes)) {
    scope.of = place(scope.of)
    for (const done of scope.compensations ?? []) done.node = place(done.node)
  }
  return { state: next }
}
