/** From the answer of a grouped query to a chart: labels, series, and the condition behind each point. Pure. */
import type { ChartSettings, ViewGroup } from '#core/metadata/view_types'
import type { AggregateRow, Filter } from '#core/records/types'
import type { ReadableField } from '../../api/types.js'
import {
  isRound,
  seriesColour,
  type ChartData,
  type ChartSeries,
} from '../../common/charts/chart_types.js'
import { figureName, figureValue } from '../figures.js'
import {
  bucketEnd,
  groupFilter,
  groupText,
  keyText,
  orderedGroups,
  type GroupKey,
  type GroupTexts,
} from '../group_values.js'

export interface ChartPart {
  group: ViewGroup
  field: ReadableField
}
export interface ChartPoints {
  data: ChartData
  /** Values of the groups and of the series, in their order. */
  groups: GroupKey[]
  series: (GroupKey | undefined)[]
}

/** The most points and series that can still be read; the rest is left to the list. */
export const MAX_POINTS = 60
export const MAX_SERIES = 8

function distinct(rows: readonly AggregateRow[], path: string): GroupKey[] {
  const found = new Map<string, GroupKey>()
  for (const row of rows) found.set(keyText(row.keys[path]), row.keys[path] ?? null)
  return [...found.values()]
}

/** Days, weeks, months and years without a record are points too: a line must not jump over them. */
function withGaps(keys: readonly GroupKey[], { by }: ViewGroup, texts: GroupTexts): GroupKey[] {
  const days = keys.filter((key): key is string => typeof key === 'string' && key !== '')
  const [first] = days
  const last = days.at(-1)
  if (!by || first === undefined || last === undefined) return [...keys]
  const all: GroupKey[] = []
  for (let day = first; day <= last && all.length < 400; day = bucketEnd(day, by, texts.reader)) {
    all.push(day)
  }
  return [...all, ...keys.filter((key) => keyText(key) === '')]
}

export function chartPoints(
  settings: ChartSettings,
  rows: readonly AggregateRow[],
  x: ChartPart,
  split: ChartPart | null,
  measureLabel: string,
  texts: GroupTexts
): ChartPoints {
  const name = figureName(0)
  const totals = split ? summed(rows, x.group.path) : rows
  const ordered = orderedGroups(totals, x.group, x.field, texts.choices)
  const counted = settings.measure.fn === 'count' || settings.measure.fn === 'sum'
  const present = ordered.map((row) => row.keys[x.group.path] ?? null)
  const keys = isRound(settings.kind) || !counted ? present : withGaps(present, x.group, texts)
  const groups = x.group.by ? keys.slice(-MAX_POINTS) : keys.slice(0, MAX_POINTS)
  const values = new Map(
    rows.map((row) => [
      `${keyText(row.keys[x.group.path])}\n${split ? keyText(row.keys[split.group.path]) : ''}`,
      figureValue(row.values[name]),
    ])
  )
  const parts: (GroupKey | undefined)[] = split
    ? orderedGroups(summed(rows, split.group.path), split.group, split.field, texts.choices)
        .map((row) => row.keys[split.group.path] ?? null)
        .slice(0, MAX_SERIES)
    : [undefined]
  const series = parts.map((part, at): ChartSeries => ({
    key: `s${at}`,
    label: split ? groupText(part, split.group, split.field, texts) : measureLabel,
    colour: seriesColour(at),
    data: groups.map((group) => {
      const value = values.get(`${keyText(group)}\n${keyText(part)}`)
      if (value === undefined || value === null) return counted ? 0 : null
      return Number(value)
    }),
  }))
  const labels = groups.map((key) => groupText(key, x.group, x.field, texts))
  return { data: { kind: settings.kind, labels, series }, groups, series: parts }
}

/** Rows of two dimensions brought to one: counts added up, for the order alone. */
function summed(rows: readonly AggregateRow[], path: string): AggregateRow[] {
  return distinct(rows, path).map((key) => {
    const own = rows.filter((row) => keyText(row.keys[path]) === keyText(key))
    const n = own.reduce((sum, row) => sum + Number(row.values.n ?? 0), 0)
    return { keys: { [path]: key }, values: { n } }
  })
}

/** The records behind one point. */
export function pointFilter(
  points: Pick<ChartPoints, 'groups' | 'series'>,
  index: number,
  seriesIndex: number,
  x: ChartPart,
  split: ChartPart | null,
  texts: Pick<GroupTexts, 'reader'>
): Filter {
  const own = groupFilter(points.groups[index], x.group, x.field, texts.reader)
  if (!split) return own
  const of = groupFilter(points.series[seriesIndex], split.group, split.field, texts.reader)
  return { and: [own, of] }
}
