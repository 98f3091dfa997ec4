import type { LocationQuery, LocationQueryRaw } from 'vue-router'
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
}

export const EMPTY_LIST_STATE: ListState = {
  view: null,
  search: '',
  filter: undefined,
  sort: null,
  columns: null,
  deleted: false,
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

/** The list's state from the address; what cannot be read counts as not given. */
export function readListState(query: LocationQuery): ListState {
  return {
    view: text(query.view),
    search: text(query.q) ?? '',
    filter: readFilter(text(query.f)),
    sort: readSort(text(query.sort)),
    columns: text(query.cols)?.split(',') ?? null,
    deleted: query.deleted === '1',
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
