import {
  DIFFERENCES,
  type CaseOutcome,
  type Difference,
  type ReplayedOutcome,
  type ReplayRow,
  type ReplaySummary,
} from '#core/workflow/kernel/replay_types'

/** Durations that differ by less are the same: a tenth, or a minute. */
const TOLERANCE = 0.1
const TOLERANCE_SECONDS = 60

/** What would have been otherwise; the gravest only. Pure. */
export function differenceOf(then: CaseOutcome, now: ReplayedOutcome): Difference {
  if (now.incidents.length > 0 || now.status === 'failed') return 'fails'
  if (now.seconds === null) return 'waiting'
  const ends = (one: CaseOutcome) => [...new Set(one.ends)].sort().join('\n')
  if (ends(then) !== ends(now)) return 'other_end'
  if (then.seconds === null) return 'same'
  const by = now.seconds - then.seconds
  if (Math.abs(by) <= Math.max(TOLERANCE_SECONDS, then.seconds * TOLERANCE)) return 'same'
  return by < 0 ? 'faster' : 'slower'
}

const BUCKETS = [60, 600, 3_600, 4 * 3_600, 86_400, 3 * 86_400, 7 * 86_400, 30 * 86_400]

/** Figures of a whole replay. Pure. */
export function summarise(rows: readonly ReplayRow[]): ReplaySummary {
  const counts = Object.fromEntries(DIFFERENCES.map((one) => [one, 0])) as ReplaySummary['counts']
  const ends = new Map<string, { then: number; now: number }>()
  const count = (outcome: CaseOutcome, side: 'then' | 'now') => {
    for (const end of new Set(outcome.ends)) {
      const known = ends.get(end) ?? { then: 0, now: 0 }
      known[side] += 1
      ends.set(end, known)
    }
  }
  for (const { then, now, difference } of rows) {
    counts[difference] += 1
    count(then, 'then')
    count(now, 'now')
  }
  const then = secondsOf(rows.map((row) => row.then))
  const now = secondsOf(rows.map((row) => row.now))
  return {
    counts,
    ends: [...ends]
      .map(([end, both]) => ({ end, ...both }))
      .toSorted((a, b) => b.then + b.now - (a.then + a.now)),
    median: { then: median(then), now: median(now) },
    durations: spread(then, now),
  }
}

const secondsOf = (outcomes: readonly CaseOutcome[]): number[] =>
  outcomes.flatMap(({ seconds }) => seconds ?? []).sort((a, b) => a - b)

function median(sorted: readonly number[]): number | null {
  if (sorted.length === 0) return null
  const middle = sorted.length >> 1
  const high = sorted[middle] ?? 0
  return sorted.length % 2 ? high : (high + (sorted[middle - 1] ?? 0)) / 2
}

/** Steps from a minute to a month, and only those up to the longest. */
function spread(then: readonly number[], now: readonly number[]): ReplaySummary['durations'] {
  if (then.length + now.length === 0) return []
  const longest = Math.max(then.at(-1) ?? 0, now.at(-1) ?? 0)
  const shorter = BUCKETS.filter((_, at) => at === 0 || (BUCKETS[at - 1] ?? 0) < longest)
  const steps = longest > (shorter.at(-1) ?? 0) ? [...shorter, longest] : shorter
  return steps.map((upTo, at) => {
    const from = at === 0 ? -1 : (steps[at - 1] ?? 0)
    const within = (all: readonly number[]) => all.filter((one) => one > from && one <= upTo).length
    return { upTo, then: within(then), now: within(now) }
  })
}
