import type { ScoreFigures } from './report.js'

/** Sums of some evaluations, from which figures of any union of them can be made. Scores are percent. */
export interface ScoreSums {
  evaluations: number
  scored: number
  sum: number
  lowest: number | null
  highest: number | null
  fatal: number
  paired: number
  customerSum: number
  pairedSum: number
}

export const NO_SCORES: ScoreSums = {
  evaluations: 0,
  scored: 0,
  sum: 0,
  lowest: null,
  highest: null,
  fatal: 0,
  paired: 0,
  customerSum: 0,
  pairedSum: 0,
}

function either(
  choose: (a: number, b: number) => number,
  a: number | null,
  b: number | null
): number | null {
  if (a === null) return b
  return b === null ? a : choose(a, b)
}

export function addScores(a: ScoreSums, b: ScoreSums): ScoreSums {
  return {
    evaluations: a.evaluations + b.evaluations,
    scored: a.scored + b.scored,
    sum: a.sum + b.sum,
    lowest: either(Math.min, a.lowest, b.lowest),
    highest: either(Math.max, a.highest, b.highest),
    fatal: a.fatal + b.fatal,
    paired: a.paired + b.paired,
    customerSum: a.customerSum + b.customerSum,
    pairedSum: a.pairedSum + b.pairedSum,
  }
}

export function figuresOf(sums: ScoreSums): ScoreFigures {
  const over = (sum: number, count: number) => (count === 0 ? null : sum / count)
  return {
    evaluations: sums.evaluations,
    mean: over(sums.sum, sums.scored),
    lowest: sums.lowest,
    highest: sums.highest,
    fatal: sums.fatal,
    paired: sums.paired,
    customerMean: over(sums.customerSum, sums.paired),
    pairedMean: over(sums.pairedSum, sums.paired),
    gap: over(sums.pairedSum - sums.customerSum, sums.paired),
  }
}
