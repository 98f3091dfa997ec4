/** Who of several gets a task. Pure. */

/** The one with the fewest open tasks; of several the one with the lowest id. Null where there is nobody. */
export function leastLoaded(
  users: readonly number[],
  open: ReadonlyMap<number, number>
): number | null {
  let best: number | null = null
  for (const user of [...users].sort((a, b) => a - b)) {
    if (best === null || (open.get(user) ?? 0) < (open.get(best) ?? 0)) best = user
  }
  return best
}

/** The one after who was last; the first where the last is not among them any more. */
export function nextInTurn(users: readonly number[], last: number | null): number | null {
  const ring = [...new Set(users)].sort((a, b) => a - b)
  return ring.find((user) => last !== null && user > last) ?? ring[0] ?? null
}

/** Who does it for somebody who is away, and for those in turn; nobody twice. */
export function delegateOf(user: number, delegates: ReadonlyMap<number, number>): number {
  const seen = new Set<number>()
  let at = user
  while (!seen.has(at)) {
    seen.add(at)
    const next = delegates.get(at)
    if (next === undefined) return at
    at = next
  }
  /** They have each other do it: then it stays where it is. */
  return user
}
