import type { ChartKind } from '#core/metadata/view_types'

export interface ChartSeries {
  key: string
  label: string
  colour: string
  /** One for each label of the chart; null where there is nothing to count. */
  data: (number | null)[]
}
export interface ChartData {
  kind: ChartKind
  labels: string[]
  series: ChartSeries[]
}

/** Okabe–Ito: told apart with every common kind of colour blindness, light and dark alike. */
export const PALETTE = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#d55e00',
  '#999999',
  '#b8a91e',
] as const
export const seriesColour = (at: number): string => PALETTE[at % PALETTE.length] ?? PALETTE[0]

export const isRound = (kind: ChartKind): boolean => kind === 'pie' || kind === 'doughnut'
