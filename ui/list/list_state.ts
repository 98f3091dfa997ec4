import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import {
  CALENDAR_MODES,
  PRESENTATIONS,
  VIEW_BUCKETS,
  type CalendarMode,
  type Presentation,
  type ViewGroup,
} from '#core/metadata/view_types'
import type { Filter, Sort } from '#core/records/types'

/** All that distinguishes one list from another, kept in the address so that it can be shared and gone back to. */
export interface ListState {
  /** Name of a shipped view, `saved:<id>` of a saved one, or null for the first. */
  view: string | null
  search: string
  /** undefined: that of the view; null: none. */
  filter: Filter | null | undefined
  /** null: that of the view. */
  sort: Sort[] | null
  /** Paths in order; null: those of the view. */
  columns: string[] | null
  deleted: boolean
  /** null: the presentation of the view. */
  as: Presentation | null
  /** null: the groups of the view. */
  group: ViewGroup[] | null
  /** The day that the calendar shows; null: today. */
  on: string | null
  mode: CalendarMode | null
  /** Columns of the board that are folded up. */
  folded: string[]
  /** The chart as a table. */
  table: boolean
  /** Cells are edited in place. */
  editing: boolean
}

export const EMPTY_LIST_STATE: ListState = {
  view: null,
  search: '',
  filter: undefined,
  sort: null,
  columns: null,
  deleted: false,
  as: null,
  group: null,
  on: null,
  mode: null,
  folded: [],
  table: false,
  editing: false,
}

const text = (value: LocationQuery[string] | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null

function readFilter(raw: string | null): Filter | null | undefined {
  if (raw === null) return undefined
  if (raw === 'none') return null
  try {
    const parsed: unknown = JSON.parse(raw)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Filter) : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Reads `-opened_at,title`. */
export function readSort(raw: string | null): Sort[] | null {
  if (!raw) return null
  return raw
    .split(',')
    .map((part) =>
      part.startsWith('-')
        ? { path: part.slice(1), direction: 'desc' }
        : { path: part, direction: 'asc' }
    )
}
export const writeSort = (sort: readonly Sort[]): string =>
  sort.map(({ path, direction }) => (direction === 'desc' ? `-${path}` : path)).join(',')

function oneOf<T extends string>(allowed: readonly T[], value: string | null): T | null {
  return allowed.find((item) => item === value) ?? null
}
/** Reads `status,opened_at:month`; `none` is no group at all. */
export function readGroup(raw: string | null): ViewGroup[] | null {
  if (!raw) return null
  if (raw === 'none') return []
  return raw.split(',').map((part) => {
    const [path = '', bucket = null] = part.split(':')
    const by = oneOf(VIEW_BUCKETS, bucket)
    return by ? { path, by } : { path }
  })
}
export const writeGroup = (group: readonly ViewGroup[]): string =>
  group.length === 0 ? 'none' : group.map(({ path, by }) => (by ? `${path}:${by}` : path)).join(',')

const DAY = /^\d{4}-\d{2}-\d{2}$/
const day = (raw: string | null): string | null => (raw && DAY.test(raw) ? raw : null)

/** The list's state from the address; what cannot be read counts as not given. */
export function readListState(query: LocationQuery): ListState {
  return {
    view: text(query.view),
    search: text(query.q) ?? '',
    filter: readFilter(text(query.f)),
    sort: readSort(text(query.sort)),
    columns: text(query.cols)?.split(',') ?? null,
    deleted: query.deleted === '1',
    as: oneOf(PRESENTATIONS, text(query.as)),
    group: readGroup(text(query.group)),
    on: day(text(query.on)),
    mode: oneOf(CALENDAR_MODES, text(query.mode)),
    /** `-` stands for the column without a value. */
    folded: (text(query.folded)?.split(',') ?? []).map((key) => (key === '-' ? '' : key)),
    table: query.table === '1',
    editing: query.edit === '1',
  }
}

/** The address for a state: only what differs from the view is in it. */
export function writeListState(state: ListState): LocationQueryRaw {
  const query: LocationQueryRaw = {}
  if (state.view) query.view = state.view
  if (state.search) query.q = state.search
  if (state.filter !== undefined)
    query.f = state.filter === null ? 'none' : JSON.stringify(state.filter)
  if (state.sort) query.sort = writeSort(state.sort)
  if (state.columns) query.cols = state.columns.join(',')
  if (state.deleted) query.deleted = '1'
  if (state.as) query.as = state.as
  if (state.group) query.group = writeGroup(state.group)
  if (state.on) query.on = state.on
  if (state.mode) query.mode = state.mode
  if (state.folded.length > 0) query.folded = state.folded.map((key) => key || '-').join(',')
  if (state.table) query.table = '1'
  if (state.editing) query.edit = '1'
  return query
}

/**
 * The sort after a click on a column's head: ascending, descending, then that of the view again. With `add` (Shift) the column
 * joins the present ones.
 */
export function nextSort(present: readonly Sort[], path: string, add: boolean): Sort[] | null {
  const at = present.findIndex((sort) => sort.path === path)
  const direction = present[at]?.direction ?? (at >= 0 ? 'asc' : null)
  const others = add ? present.filter((sort) => sort.path !== path) : []
  if (direction === null) return [...others, { path, direction: 'asc' }]
  if (direction === 'asc') return [...others, { path, direction: 'desc' }]
  return others.length > 0 ? others : null
}
