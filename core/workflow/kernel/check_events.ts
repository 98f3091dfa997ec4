import type { Faults } from '#core/workflow/kernel/compile_faults'
import { isActivity } from '#core/workflow/kernel/graph_nodes'
import type { FlowNode, ProcessGraph } from '#core/workflow/kernel/types'

/** A throwing link goes on at the catching link of the same name in the same scope. */
export function resolveLinks(graph: ProcessGraph, faults: Faults): void {
  const targets = new Map<string, string>()
  for (const node of Object.values(graph.nodes)) {
    if (node.type !== 'catchEvent' || node.event.kind !== 'link') continue
    const key = `${node.scope} ${node.event.name}`
    if (targets.has(key)) faults.error(node.id, 'link_twice', { name: node.event.name })
    else targets.set(key, node.id)
    if (node.incoming.length > 0) {
      faults.error(node.id, 'flow_misplaced', { direction: 'incoming' })
    }
  }
  for (const node of Object.values(graph.nodes)) {
    if (node.type !== 'throwEvent' || node.event.kind !== 'link') continue
    node.event.target = targets.get(`${node.scope} ${node.event.name}`) ?? null
    if (node.event.target === null) {
      faults.error(node.id, 'link_unmatched', { name: node.event.name })
    }
  }
}

export function checkEvents(graph: ProcessGraph, node: FlowNode, faults: Faults): void {
  if (node.type === 'boundaryEvent') return checkBoundary(graph, node, faults)
  if (node.type !== 'endEvent' && node.type !== 'throwEvent') return
  if (node.event.kind === 'cancel') checkCancel(graph, node, faults)
  if (node.event.kind === 'compensate' && node.event.activity !== null) {
    if (!isActivity(graph.nodes[node.event.activity])) {
      faults.error(node.id, 'compensation_unknown', { activity: node.event.activity })
    }
  }
}

function checkBoundary(
  graph: ProcessGraph,
  node: Extract<FlowNode, { type: 'boundaryEvent' }>,
  faults: Faults
): void {
  const { kind } = node.event
  const host = graph.nodes[node.attachedTo]
  if ((kind === 'error' || kind === 'cancel') && !node.interrupting) {
    faults.error(node.id, 'boundary_must_interrupt', { event: kind })
  }
  if (kind === 'cancel' && graph.scopes[node.attachedTo]?.kind !== 'transaction') {
    faults.error(node.id, 'cancel_outside_transaction')
  }
  if (kind !== 'compensate') return
  const handler = graph.nodes[node.handler ?? '']
  if (!isActivity(handler) || !handler.forCompensation || handler.scope !== node.scope) {
    faults.error(node.id, 'compensation_without_handler')
  }
  if (node.outgoing.length > 0) {
    faults.error(node.id, 'flow_misplaced', { direction: 'outgoing' })
  }
  if (host && isActivity(host) && host.forCompensation) {
    faults.error(node.id, 'compensation_of_handler')
  }
}

function checkCancel(graph: ProcessGraph, node: FlowNode, faults: Faults): void {
  const scope = graph.scopes[node.scope]
  if (scope?.kind !== 'transaction') {
    faults.error(node.id, 'cancel_outside_transaction')
    return
  }
  const host = graph.nodes[scope.id]
  const caught =
    isActivity(host) &&
    host.boundary.some((id) => {
      const boundary = graph.nodes[id]
      return boundary?.type === 'boundaryEvent' && boundary.event.kind === 'cancel'
    })
  if (!caught) faults.error(node.id, 'cancel_without_boundary')
}
