import type { ReplaySummary } from '#core/workflow/kernel/replay_types'
import { seriesColour, type ChartData, type ChartSeries } from '#ui/common/charts/chart_types.js'

interface Words {
  then: string
  now: string
}
/** Ends that are drawn: the most frequent. */
const ENDS = 8

const series = (words: Words, bars: readonly { then: number; now: number }[]): ChartSeries[] =>
  (['then', 'now'] as const).map((key, at) => ({
    key,
    label: words[key],
    colour: seriesColour(at),
    data: bars.map((bar) => bar[key]),
  }))

/** How often each end was reached then and would be now. Pure. */
export function endsChart({ ends }: ReplaySummary, words: Words): ChartData {
  const bars = ends.slice(0, ENDS)
  return { kind: 'bar', labels: bars.map(({ end }) => end), series: series(words, bars) }
}

/** How many runs took how long. Pure. */
export function durationsChart(
  { durations }: ReplaySummary,
  words: Words,
  upTo: (seconds: number) => string
): ChartData {
  return {
    kind: 'bar',
    labels: durations.map((bar) => upTo(bar.upTo)),
    series: series(words, durations),
  }
}
