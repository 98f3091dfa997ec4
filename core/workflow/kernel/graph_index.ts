import type { FlowNode, ProcessGraph } from '#core/workflow/kernel/types'

/** What is worked out of a graph once, and only for the joins that are asked for. Graphs are immutable. */
const memory = new WeakMap<ProcessGraph, Map<string, ReadonlySet<string>>>()

/** The nodes from which a flow that leads into a join can be reached without passing the join. */
export function upstreamOf(graph: ProcessGraph, join: string, flow: string): ReadonlySet<string> {
  let known = memory.get(graph)
  if (!known) memory.set(graph, (known = new Map()))
  const found = known.get(flow)
  if (found) return found
  const upstream = search(graph, join, flow)
  known.set(flow, upstream)
  return upstream
}

function search(graph: ProcessGraph, join: string, flow: string): ReadonlySet<string> {
  const reached = new Set<string>()
  const open = [graph.flows[flow]?.source ?? '']
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = graph.nodes[id]
    if (!node || id === join || reached.has(id)) continue
    reached.add(id)
    for (const incoming of node.incoming) open.push(graph.flows[incoming]?.source ?? '')
    open.push(...beyondFlows(graph, node))
  }
  return reached
}

/** Ways into a node that are no flows: from the activity of a boundary event, from a throwing link. */
function beyondFlows(graph: ProcessGraph, node: FlowNode): string[] {
  if (node.type === 'boundaryEvent') return [node.attachedTo]
  if (node.type !== 'catchEvent' || node.event.kind !== 'link') return []
  return (graph.scopes[node.scope]?.nodes ?? []).filter((id) => {
    const thrower = graph.nodes[id]
    return (
      thrower?.type === 'throwEvent' &&
      thrower.event.kind === 'link' &&
      thrower.event.target === node.id
    )
  })
}
