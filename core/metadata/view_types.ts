/**
 * What a view says beyond columns, filter and sort: how its records are presented, grouped, counted and coloured, and for whom it
 * is. Shared by the definitions that plugins and consultants make and by the views that people save. Isomorphic.
 */
import type { Filter } from '#core/records/types'

export const PRESENTATIONS = ['list', 'board', 'calendar', 'chart'] as const
export type Presentation = (typeof PRESENTATIONS)[number]

/** Colour tokens, as choices have them. */
export const COLOURS = [
  'neutral',
  'teal',
  'green',
  'yellow',
  'orange',
  'red',
  'blue',
  'purple',
] as const
export type Colour = (typeof COLOURS)[number]

export const VIEW_BUCKETS = ['day', 'week', 'month', 'year'] as const
export type ViewBucket = (typeof VIEW_BUCKETS)[number]
export interface ViewGroup {
  path: string
  /** For dates and instants, in the reader's calendar. */
  by?: ViewBucket
}

export const VIEW_FUNCTIONS = ['count', 'sum', 'min', 'max', 'avg'] as const
export interface ViewAggregate {
  fn: (typeof VIEW_FUNCTIONS)[number]
  /** None for a plain count of records. */
  path?: string
}

/** Rows (or, with `column`, one cell of them) that match get the colour. The first rule that matches decides. */
export interface ColourRule {
  filter: Filter
  colour: Colour
  column?: string
}

export interface BoardSettings {
  /** A choice, yes/no or look-up field: one column for each value. */
  by: string
  title?: string
  subtitle?: string
  /** Further fields on the card. */
  fields?: string[]
  /** A number that is summed over each column. */
  sum?: string
  /** Values whose columns are not shown; `''` is the column of records without a value. */
  hidden?: string[]
}

export const CALENDAR_MODES = ['month', 'week', 'day'] as const
export type CalendarMode = (typeof CALENDAR_MODES)[number]
export interface CalendarSettings {
  /** A date or an instant. */
  start: string
  /** Of the same type as `start`. */
  end?: string
  title?: string
  /** A choice field whose colours the entries take. */
  colour?: string
  mode?: CalendarMode
}

export const CHART_KINDS = ['bar', 'stacked', 'line', 'area', 'pie', 'doughnut'] as const
export type ChartKind = (typeof CHART_KINDS)[number]
export interface ChartSettings {
  kind: ChartKind
  group: ViewGroup
  /** A second dimension: one series for each value. */
  series?: ViewGroup
  measure: ViewAggregate
}

export interface ViewPresentation {
  /** Default `list`. The settings of the other presentations may stand beside: one can switch between them. */
  presentation?: Presentation
  /** Levels of the grouped list, outermost first. */
  group?: ViewGroup[]
  /** Figures of each group and of the whole list. */
  aggregates?: ViewAggregate[]
  colours?: ColourRule[]
  board?: BoardSettings
  calendar?: CalendarSettings
  chart?: ChartSettings
}

/** Roles whose holders see a shipped view; none given: everyone who may read the entity. */
export interface RoleAudience {
  roles: string[]
}

export const VIEW_BOUNDS = {
  columns: 60,
  groups: 3,
  aggregates: 8,
  colours: 20,
  cardFields: 8,
  hidden: 100,
  audience: 200,
} as const
