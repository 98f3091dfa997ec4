import type { ProcessGraph } from '#core/workflow/kernel/types'

/** What a version changes against the one before, by the ids of nodes. */
export interface VersionSummary {
  processes: { key: string; name: string | null; nodes: number }[]
  added: string[]
  removed: string[]
  changed: string[]
}

/** Pure. Flows count with the nodes that they leave. */
export function summarise(
  before: readonly ProcessGraph[],
  after: readonly ProcessGraph[]
): VersionSummary {
  const [old, fresh] = [partsOf(before), partsOf(after)]
  const ids = [...fresh.keys()]
  return {
    processes: after.map(({ key, name, nodes }) => ({
      key,
      name,
      nodes: Object.keys(nodes).length,
    })),
    added: ids.filter((id) => !old.has(id)),
    removed: [...old.keys()].filter((id) => !fresh.has(id)),
    changed: ids.filter((id) => old.has(id) && old.get(id) !== fresh.get(id)),
  }
}

function partsOf(graphs: readonly ProcessGraph[]): Map<string, string> {
  const parts = new Map<string, string>()
  for (const { nodes, flows } of graphs) {
    for (const node of Object.values(nodes)) {
      const leaving =
        'outgoing' in node
          ? node.outgoing.map((id) => [flows[id]?.target ?? null, flows[id]?.condition ?? null])
          : []
      const own = { ...node, incoming: [], outgoing: [] }
      parts.set(node.id, JSON.stringify([own, leaving]))
    }
  }
  return parts
}
