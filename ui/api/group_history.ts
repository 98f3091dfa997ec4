import type { HistoryItem, HistoryLine } from './types.js'

/** The lines of a history gathered to changes: what one person did at one instant belongs together. Order is kept. */
export function groupHistory(lines: readonly HistoryLine[]): HistoryItem[] {
  const items: HistoryItem[] = []
  for (const { at, by, action, field, from, to } of lines) {
    let item = items.at(-1)
    if (!item || item.at !== at || item.action !== action || item.by?.id !== by?.id) {
      item = { at, by, action, changes: [] }
      items.push(item)
    }
    if (field !== null) item.changes.push({ field, from, to })
  }
  return items
}
