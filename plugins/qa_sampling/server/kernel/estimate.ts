/**
 * The mean mark of all eligible calls, from the marks of those drawn. Each mark stands for population ÷ marks of its group (the
 * Hájek weight: 1/probability, corrected for drawn calls that have no mark). Groups are strata with simple random samples; that the
 * draw was balanced over finer strata makes the truth vary less than stated, never more. Variance Σ W²(1 − f)s²/m (Cochran 1977,
 * 5.2), degrees of freedom after Satterthwaite. A group with one mark takes the pooled variance of the others.
 */
import { twoSidedT } from './student_t.js'

export interface MarkedGroup {
  population: number
  marks: readonly number[]
}

export interface Estimate {
  mean: number
  /** Null where so few marks tell nothing of how they vary. */
  low: number | null
  high: number | null
  level: number
  marks: number
  /** Part of the population whose groups have marks: the mean speaks of these only. */
  covered: number
}

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0)

/** Sum of squared deviations from the mean. */
function spread(values: readonly number[]): number {
  const mean = sum(values) / values.length
  return sum(values.map((each) => (each - mean) ** 2))
}

/** Null where there is no mark. */
export function estimateMean(all: readonly MarkedGroup[], level = 0.95): Estimate | null {
  const groups = all.filter(({ marks }) => marks.length > 0)
  if (groups.length === 0) return null
  const population = sum(groups.map((group) => group.population))
  const whole = sum(all.map((group) => group.population))
  const weighted = groups.map(({ population: size, marks }) => ({
    weight: size / population,
    marks,
    left: Math.max(0, 1 - marks.length / size),
  }))
  const mean = sum(weighted.map(({ weight, marks }) => (weight * sum(marks)) / marks.length))
  const marks = groups.flatMap((group) => [...group.marks])
  const half = halfWidth(weighted, marks, level)
  return {
    mean,
    low: half === null ? null : mean - half,
    high: half === null ? null : mean + half,
    level,
    marks: marks.length,
    covered: whole === 0 ? 0 : population / whole,
  }
}

interface Weighted {
  weight: number
  marks: readonly number[]
  /** Part of the group that was not marked. */
  left: number
}

function halfWidth(
  groups: readonly Weighted[],
  marks: readonly number[],
  level: number
): number | null {
  const several = groups.filter((group) => group.marks.length > 1)
  const single = groups.filter((group) => group.marks.length === 1)
  const terms = several.map((group) => {
    const { length } = group.marks
    const variance = spread(group.marks) / (length - 1)
    return { value: (group.weight ** 2 * group.left * variance) / length, freedom: length - 1 }
  })
  if (single.some(({ left }) => left > 0)) {
    const within = sum(several.map((group) => group.marks.length - 1))
    if (within === 0 && marks.length < 2) return null
    const freedom = within || marks.length - 1
    const pooled =
      (within ? sum(several.map((each) => spread(each.marks))) : spread(marks)) / freedom
    terms.push({
      value: pooled * sum(single.map(({ weight, left }) => weight ** 2 * left)),
      freedom,
    })
  }
  const variance = sum(terms.map(({ value }) => value))
  if (variance === 0) return 0
  const freedom = variance ** 2 / sum(terms.map(({ value, freedom: own }) => value ** 2 / own))
  return twoSidedT(level, freedom) * Math.sqrt(variance)
}
