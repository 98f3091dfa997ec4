import type { ProcessGraph } from '#core/workflow/kernel/types'

export interface NewTask {
  node: string
  name: string
  /** What is called elsewhere has no form: only how long it takes is assumed. */
  kind: 'user' | 'call'
}

/** Tasks for people and called processes of a drawing that the version before does not have: nobody has answered them yet. Pure. */
export function newTasksOf(graph: ProcessGraph, before: string): NewTask[] {
  return Object.values(graph.nodes).flatMap((node) => {
    const kind =
      node.type === 'callActivity'
        ? 'call'
        : node.type === 'task' && node.kind === 'user'
          ? 'user'
          : null
    if (kind === null || before.includes(` id="${node.id}"`)) return []
    return [{ node: node.id, name: node.name ?? node.id, kind }]
  })
}
