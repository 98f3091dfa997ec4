/** A column of the data grid. */
export interface GridColumn {
  /** The path or any other unique key. */
  key: string
  label: string
  width: number
  align?: 'start' | 'end'
  sortable?: boolean
}
export interface GridSort {
  key: string
  direction: 'asc' | 'desc'
}
export interface GridRow {
  id: number
}

export const ROW_HEIGHT = 38
export const MIN_WIDTH = 64
export const MAX_WIDTH = 900

/** Index of the first row to draw and behind the last, with a margin of rows above and below. */
export function visibleRange(
  scrollTop: number,
  height: number,
  total: number,
  margin = 8
): { start: number; end: number } {
  const start = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - margin)
  const end = Math.min(total, Math.ceil((scrollTop + height) / ROW_HEIGHT) + margin)
  return { start: Math.min(start, total), end }
}

export const clampWidth = (width: number): number =>
  Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width)))

/** The keys with one moved to stand before (or behind) another. */
export function moveKey(
  keys: readonly string[],
  key: string,
  target: string,
  behind: boolean
): string[] {
  if (key === target) return [...keys]
  const others = keys.filter((candidate) => candidate !== key)
  const at = others.indexOf(target)
  if (at < 0) return [...keys]
  others.splice(behind ? at + 1 : at, 0, key)
  return others
}
