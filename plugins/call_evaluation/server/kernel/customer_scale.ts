export interface MarkRange {
  min: number
  max: number
}

/** A mark as percent of its scale: the lowest is 0, the highest 100; what lies outside is cut. */
export function percentOf(mark: number, { min, max }: MarkRange): number {
  if (max <= min) return 0
  return Math.min(100, Math.max(0, ((mark - min) / (max - min)) * 100))
}

/** Fifths of the scale, so that marks from 1 to 5 fall each into one of its own: 0–20 is 0, …, 80–100 is 4. */
export const FIFTHS = 5
export function fifthOf(percent: number): number {
  return Math.min(FIFTHS - 1, Math.max(0, Math.floor((percent / 100) * FIFTHS)))
}
