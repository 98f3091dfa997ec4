import type { Relative } from './report.js'

/** One who is compared with those of the same group. */
export interface Peer {
  key: string
  group: string
  mean: number
}

/** Where each stands among those of the group. Who is alone there is compared with nobody. */
export function relativeOf(peers: readonly Peer[]): Map<string, Relative> {
  const found = new Map<string, Relative>()
  for (const own of Map.groupBy(peers, ({ group }) => group).values()) {
    if (own.length < 2) continue
    const mean = own.reduce((sum, each) => sum + each.mean, 0) / own.length
    const variance = own.reduce((sum, each) => sum + (each.mean - mean) ** 2, 0) / (own.length - 1)
    const deviation = Math.sqrt(variance)
    for (const each of own) {
      const below = own.filter((other) => other.mean < each.mean).length
      const same = own.filter((other) => other.mean === each.mean).length - 1
      found.set(each.key, {
        peers: own.length,
        peerMean: mean,
        percentile: (below + same / 2) / (own.length - 1),
        z: deviation === 0 ? null : (each.mean - mean) / deviation,
        rank: own.filter((other) => other.mean > each.mean).length + 1,
      })
    }
  }
  return found
}
