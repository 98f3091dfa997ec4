import type { Faults } from '#core/workflow/kernel/compile_faults'
import type { FlowNode, ProcessGraph } from '#core/workflow/kernel/types'

/** Conditions stand where they are evaluated and are there where they are needed; what leaves a gateway can be decided. */
export function checkFlows(graph: ProcessGraph, node: FlowNode, faults: Faults): void {
  const defaultFlow = 'defaultFlow' in node ? node.defaultFlow : null
  if (defaultFlow !== null && !node.outgoing.includes(defaultFlow)) {
    faults.error(node.id, 'default_flow_foreign')
  }
  for (const id of node.outgoing) {
    const condition = graph.flows[id]?.condition ?? null
    if (condition !== null && (id === defaultFlow || !decides(node))) {
      faults.error(id, 'condition_not_evaluated')
    }
  }
  if (node.type !== 'gateway') return
  if (node.kind === 'eventBased') checkEventGateway(graph, node, faults)
  if (node.kind !== 'exclusive' && node.kind !== 'inclusive') return
  if (node.outgoing.length < 2) return
  for (const id of node.outgoing) {
    if (id !== defaultFlow && graph.flows[id]?.condition === null && !faults.knows(id)) {
      faults.error(id, 'flow_without_condition')
    }
  }
  if (defaultFlow === null) faults.warning(node.id, 'default_flow_missing')
}

/** Conditions are read on flows that leave activities and the gateways that choose. */
function decides(node: FlowNode): boolean {
  if (node.type === 'gateway') return node.kind === 'exclusive' || node.kind === 'inclusive'
  return node.type === 'task' || node.type === 'callActivity' || node.type === 'subProcess'
}

const WAITS = new Set(['message', 'timer', 'signal', 'conditional'])

function checkEventGateway(graph: ProcessGraph, node: FlowNode, faults: Faults): void {
  if (node.outgoing.length === 0) faults.error(node.id, 'event_gateway_empty')
  if (node.type === 'gateway' && node.instantiate && node.incoming.length > 0) {
    faults.error(node.id, 'flow_misplaced', { direction: 'incoming' })
  }
  for (const id of node.outgoing) {
    const target = graph.nodes[graph.flows[id]?.target ?? '']
    if (!target) continue
    const waits =
      target.type === 'catchEvent'
        ? WAITS.has(target.event.kind)
        : target.type === 'task' && target.kind === 'receive' && target.boundary.length === 0
    if (!waits) faults.error(target.id, 'event_gateway_target')
    else if (target.incoming.length > 1) faults.error(target.id, 'event_gateway_shared')
  }
}
