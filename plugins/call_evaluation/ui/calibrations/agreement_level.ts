/** Krippendorff (2004, p. 241): rely on 0.8 and more, draw tentative conclusions from 0.667. */
export type AgreementLevel = 'good' | 'fair' | 'poor'

export function agreementLevel(alpha: number): AgreementLevel {
  if (alpha >= 0.8) return 'good'
  return alpha >= 0.667 ? 'fair' : 'poor'
}

/** Where a value stands between −1 and 1, in percent of the axis from 0 at the start. Below the axis it stands at its start. */
export function placeOf(value: number, lowest = -1): number {
  const within = Math.min(1, Math.max(lowest, value))
  return ((within - lowest) / (1 - lowest)) * 100
}
