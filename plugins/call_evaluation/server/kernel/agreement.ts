/**
 * How far evaluators agree: Krippendorff's alpha (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"; any number of
 * evaluators, missing marks allowed), with a bootstrap interval, and the share of pairs that agree.
 */
export type Metric = 'nominal' | 'ordinal' | 'interval' | 'ratio'

/** Marks of one call (or of one criterion of it), one for each evaluator; null where there is none. */
export type MarkedUnit = readonly (number | null)[]

interface Coincidences {
  values: number[]
  /** o(c,k): how often the two values stand beside each other, each unit counting as many times as it has marks. */
  matrix: number[][]
  totals: number[]
  n: number
}

const add = (list: readonly number[]): number => list.reduce((sum, each) => sum + each, 0)
const present = (unit: MarkedUnit): number[] => unit.filter((mark) => mark !== null)

function coincidences(units: readonly MarkedUnit[]): Coincidences {
  const pairable = units.map(present).filter((marks) => marks.length > 1)
  const values = [...new Set(pairable.flat())].sort((a, b) => a - b)
  const place = new Map(values.map((value, at) => [value, at]))
  const matrix = values.map(() => values.map(() => 0))
  for (const marks of pairable) {
    const weight = 1 / (marks.length - 1)
    const places = marks.map((mark) => place.get(mark) ?? 0)
    for (const [i, c] of places.entries()) {
      for (const [j, k] of places.entries()) {
        const row = matrix[c]
        if (i !== j && row) row[k] = (row[k] ?? 0) + weight
      }
    }
  }
  const totals = matrix.map(add)
  return { values, matrix, totals, n: add(totals) }
}

/** δ²(c,k) of two values, which are given by their places. */
function difference(metric: Metric, { values, totals }: Coincidences) {
  const value = (at: number) => values[at] ?? 0
  switch (metric) {
    case 'nominal':
      return (c: number, k: number) => Number(c !== k)
    case 'interval':
      return (c: number, k: number) => (value(c) - value(k)) ** 2
    case 'ratio':
      return (c: number, k: number) => {
        const sum = value(c) + value(k)
        return sum === 0 ? 0 : ((value(c) - value(k)) / sum) ** 2
      }
    case 'ordinal': {
      const upTo: number[] = []
      for (const total of totals) upTo.push((upTo.at(-1) ?? 0) + total)
      const rank = (at: number) => (upTo[at] ?? 0) - (totals[at] ?? 0) / 2
      return (c: number, k: number) => (rank(c) - rank(k)) ** 2
    }
  }
}

/** 1: perfect, 0: as by chance; null where nothing can be compared or all marks are the same. */
export function krippendorffAlpha(units: readonly MarkedUnit[], metric: Metric): number | null {
  const found = coincidences(units)
  const { matrix, totals, n } = found
  const delta = difference(metric, found)
  let observed = 0
  let expected = 0
  for (const [c, row] of matrix.entries()) {
    for (const [k, count] of row.entries()) {
      observed += count * delta(c, k)
      expected += (totals[c] ?? 0) * (totals[k] ?? 0) * delta(c, k)
    }
  }
  return n > 1 && expected > 0 ? 1 - ((n - 1) * observed) / expected : null
}

/** The generator of Tommy Ettinger's mulberry32: enough for resampling, the same for the same seed. */
function numbers(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let word = Math.imul(state ^ (state >>> 15), 1 | state)
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word
    return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Percentile interval over resampled units; null where too few resamples have an alpha. */
export function alphaInterval(
  units: readonly MarkedUnit[],
  metric: Metric,
  { seed, samples = 1_000, level = 0.95 }: { seed: number; samples?: number; level?: number }
): { low: number; high: number } | null {
  const next = numbers(seed)
  const pairable = units.filter((unit) => present(unit).length > 1)
  const found: number[] = []
  for (let sample = 0; sample < samples; sample++) {
    const drawn = pairable.map(() => pairable[Math.floor(next() * pairable.length)] ?? [])
    const alpha = krippendorffAlpha(drawn, metric)
    if (alpha !== null) found.push(alpha)
  }
  if (pairable.length < 2 || found.length < samples / 2) return null
  found.sort((a, b) => a - b)
  const at = (part: number) =>
    found[Math.min(found.length - 1, Math.floor(part * found.length))] ?? 0
  return { low: at((1 - level) / 2), high: at((1 + level) / 2) }
}

/** Share of the pairs of marks of a call that are equal; null without pairs. */
export function percentAgreement(units: readonly MarkedUnit[]): number | null {
  let pairs = 0
  let equal = 0
  for (const marks of units.map(present)) {
    for (const [i, mark] of marks.entries()) {
      for (const other of marks.slice(i + 1)) {
        pairs++
        if (other === mark) equal++
      }
    }
  }
  return pairs === 0 ? null : equal / pairs
}

export interface Deviation {
  /** Mean of (own mark − mean of the others' marks of the same call): above 0 the evaluator is mild. */
  fromGroup: number | null
  /** Mean of (own mark − the expert's). */
  fromExpert: number | null
  calls: number
}

/** For each evaluator, in the order of the marks; `expert` is the place of the one who counts as right. */
export function deviations(units: readonly MarkedUnit[], expert: number | null): Deviation[] {
  const people = Math.max(0, ...units.map((unit) => unit.length))
  return Array.from({ length: people }, (_, person) => {
    const group: number[] = []
    const right: number[] = []
    let calls = 0
    for (const unit of units) {
      const own = unit[person] ?? null
      if (own === null) continue
      calls++
      const others = present(unit.filter((_mark, at) => at !== person))
      if (others.length > 0) group.push(own - add(others) / others.length)
      const truth = expert === null || expert === person ? null : (unit[expert] ?? null)
      if (truth !== null) right.push(own - truth)
    }
    const mean = (list: number[]) => (list.length === 0 ? null : add(list) / list.length)
    return { fromGroup: mean(group), fromExpert: mean(right), calls }
  })
}
