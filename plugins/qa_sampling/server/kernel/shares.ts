/**
 * Shares out `amount` evenly over those who have room, each up to its room: everybody gets the same, those who cannot take it what
 * they can (water-filling). The sum is `amount`, or all the room there is. Shares may be fractions.
 */
export function evenShares(room: readonly number[], amount: number): number[] {
  const order = room.map((space, at) => ({ space, at })).sort((a, b) => a.space - b.space)
  const shares = room.map(() => 0)
  let left = amount
  for (const [taken, { space, at }] of order.entries()) {
    const share = Math.min(space, left / (order.length - taken))
    shares[at] = share
    left -= share
  }
  return shares
}
