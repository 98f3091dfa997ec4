import type { Faults } from '#core/workflow/kernel/compile_faults'
import { checkEvents, resolveLinks } from '#core/workflow/kernel/check_events'
import { checkFlows } from '#core/workflow/kernel/check_flows'
import { instantiates, isActivity, type Activity } from '#core/workflow/kernel/graph_nodes'
import type { FlowNode, ProcessGraph, Scope } from '#core/workflow/kernel/types'

/** Joins what the elements say of each other and finds what does not fit together. */
export function checkGraph(graph: ProcessGraph, faults: Faults): void {
  connect(graph, faults)
  resolveLinks(graph, faults)
  for (const scope of Object.values(graph.scopes)) checkStart(graph, scope, faults)
  for (const node of Object.values(graph.nodes)) {
    checkFlows(graph, node, faults)
    checkEvents(graph, node, faults)
    if (isActivity(node)) checkActivity(node, faults)
  }
  if (!faults.refused) findUnreachable(graph, faults)
}

function connect(graph: ProcessGraph, faults: Faults): void {
  for (const flow of Object.values(graph.flows)) {
    const [source, target] = [graph.nodes[flow.source], graph.nodes[flow.target]]
    if (!source || !target) {
      /** An end that is refused itself has its fault already. */
      if (!faults.knows(flow.source) && !faults.knows(flow.target)) {
        faults.error(flow.id, 'flow_unconnected')
      }
      continue
    }
    if (source.scope !== target.scope) {
      faults.error(flow.id, 'flow_crosses_scope')
      continue
    }
    const ends = source.type === 'endEvent' || isLink(source)
    const begins = target.type === 'startEvent' || target.type === 'boundaryEvent'
    if (ends) faults.error(source.id, 'flow_misplaced', { direction: 'outgoing' })
    if (begins) faults.error(target.id, 'flow_misplaced', { direction: 'incoming' })
    source.outgoing.push(flow.id)
    target.incoming.push(flow.id)
  }
  for (const node of Object.values(graph.nodes)) {
    if (node.type !== 'boundaryEvent' || node.attachedTo === '') continue
    const host = graph.nodes[node.attachedTo]
    if (isActivity(host) && host.scope === node.scope) host.boundary.push(node.id)
    else faults.error(node.id, 'boundary_unattached')
  }
}

const isLink = (node: FlowNode) => node.type === 'throwEvent' && node.event.kind === 'link'

function checkStart(graph: ProcessGraph, scope: Scope, faults: Faults): void {
  const nodes = scope.nodes.flatMap((id) => graph.nodes[id] ?? [])
  const starts = nodes.filter((node) => node.type === 'startEvent')
  if (scope.kind === 'eventSubProcess') {
    if (starts.length !== 1) faults.error(scope.id, 'event_sub_process_start')
    return
  }
  const plain = starts.filter(({ event, trigger }) => event.kind === 'none' && !trigger)
  if (plain.length > 1) {
    for (const { id } of plain.slice(1)) faults.error(id, 'several_start_events')
  }
  scope.start = plain[0]?.id ?? null
  const begins = nodes.some(instantiates)
  const open = nodes.filter((node) => node.incoming.length === 0 && isEntry(node))
  if (starts.length === 0 && !begins) scope.entries = open.map(({ id }) => id)
  if (scope.kind === 'process' && starts.length === 0 && open.length === 0) {
    faults.error(scope.id, 'start_missing')
  }
}

/** Begins by itself where nothing leads to it. */
function isEntry(node: FlowNode): boolean {
  if (node.type === 'startEvent' || node.type === 'boundaryEvent') return false
  if (node.type === 'catchEvent' && node.event.kind === 'link') return false
  return !(isActivity(node) && node.forCompensation)
}

function checkActivity(node: Activity, faults: Faults): void {
  if (node.name === null && node.type !== 'subProcess') faults.warning(node.id, 'name_missing')
  if (node.forCompensation && node.incoming.length + node.outgoing.length > 0) {
    faults.error(node.id, 'compensation_flow')
  }
  if (node.type !== 'task') return
  const answers = node.kind === 'script' || node.kind === 'businessRule'
  if (answers && !node.resultVariable && node.outputs.length === 0) {
    faults.warning(node.id, 'result_unused')
  }
}

/** What no token can come to: drawn, but never executed. */
function findUnreachable(graph: ProcessGraph, faults: Faults): void {
  const reached = new Set<string>()
  const open: string[] = []
  const reach = (id: string | null) => {
    if (id === null || reached.has(id)) return
    reached.add(id)
    open.push(id)
  }
  for (const scope of Object.values(graph.scopes)) {
    for (const id of [...scope.entries, ...scope.nodes]) {
      const node = graph.nodes[id]
      const begins = node?.type === 'startEvent' || (node && instantiates(node))
      if (begins || scope.entries.includes(id)) reach(id)
    }
  }
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = graph.nodes[id]
    if (!node) continue
    for (const flow of node.outgoing) reach(graph.flows[flow]?.target ?? null)
    if (isActivity(node)) node.boundary.forEach(reach)
    if (node.type === 'boundaryEvent') reach(node.handler)
    if (node.type === 'throwEvent' && node.event.kind === 'link') reach(node.event.target)
  }
  for (const id of Object.keys(graph.nodes)) {
    if (!reached.has(id)) faults.warning(id, 'unreachable')
  }
}
