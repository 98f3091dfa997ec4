import type { FlowNode, ProcessGraph } from '#core/workflow/kernel/types'

export type Activity = Extract<FlowNode, { type: 'task' | 'callActivity' | 'subProcess' }>
export type NodeOf<T extends FlowNode['type']> = Extract<FlowNode, { type: T }>

export function isActivity(node: FlowNode | undefined): node is Activity {
  return node?.type === 'task' || node?.type === 'callActivity' || node?.type === 'subProcess'
}

/** A receive task or event-based gateway that begins a process. */
export function instantiates(node: FlowNode): boolean {
  if (node.type === 'gateway') return node.kind === 'eventBased' && node.instantiate
  return node.type === 'task' && node.kind === 'receive' && node.message?.instantiate === true
}

/** The plain start of a process, else its first one; null where it has none and begins with what has no incoming flow. */
export function firstStart({ scopes, nodes, key }: ProcessGraph): string | null {
  const plain = scopes[key]?.start
  if (plain) return plain
  const isStart = ({ type, scope }: FlowNode) => type === 'startEvent' && scope === key
  return Object.values(nodes).find(isStart)?.id ?? null
}
