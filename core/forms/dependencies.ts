export interface Order {
  /** Every node after all that it needs; nodes in or behind a circle are not among them. */
  sorted: string[]
  /** One circle for each knot of nodes that need each other, as a way that ends where it began. */
  cycles: string[][]
}

/**
 * Orders nodes by what they need (Kahn). Needs that are no nodes do not count. Nodes of equal standing keep the order in which they
 * came, so that the same form is always computed in the same order.
 */
export function dependencyOrder(needs: ReadonlyMap<string, ReadonlySet<string>>): Order {
  const waiting = new Map<string, number>()
  const neededBy = new Map<string, string[]>()
  for (const [node, all] of needs) {
    const real = [...all].filter((need) => needs.has(need))
    waiting.set(node, real.length)
    for (const need of real) neededBy.set(need, [...(neededBy.get(need) ?? []), node])
  }
  const sorted = [...needs.keys()].filter((node) => waiting.get(node) === 0)
  for (const node of sorted) {
    waiting.delete(node)
    for (const next of neededBy.get(node) ?? []) {
      const left = (waiting.get(next) ?? 0) - 1
      waiting.set(next, left)
      if (left === 0) sorted.push(next)
    }
  }
  return { sorted, cycles: cyclesAmong(new Set(waiting.keys()), needs) }
}

/** From every node that is left, following needs leads into a circle. */
function cyclesAmong(
  left: ReadonlySet<string>,
  needs: ReadonlyMap<string, ReadonlySet<string>>
): string[][] {
  const cycles: string[][] = []
  const seen = new Set<string>()
  for (const start of left) {
    const way: string[] = []
    let at: string | undefined = start
    while (at !== undefined && !seen.has(at)) {
      seen.add(at)
      way.push(at)
      at = [...(needs.get(at) ?? [])].find((need) => left.has(need))
    }
    const from = at === undefined ? -1 : way.indexOf(at)
    if (from !== -1 && at !== undefined) cycles.push([...way.slice(from), at])
  }
  return cycles
}
