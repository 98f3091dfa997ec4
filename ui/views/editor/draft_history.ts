/** Undo and redo of a view in the making: every step is the whole of its settings. Pure. */
import type { ViewSettings } from '../view_settings.js'

export interface DraftHistory {
  past: ViewSettings[]
  present: ViewSettings
  future: ViewSettings[]
  /** What the last step changed: further steps of the same kind (typing, dragging a width) join it. */
  last: string | null
}
const MAX_STEPS = 100

export const startDraft = (settings: ViewSettings): DraftHistory => ({
  past: [],
  present: settings,
  future: [],
  last: null,
})

/** A step forward. Steps that name the same `join` one after the other are one. */
export function changeDraft(
  history: DraftHistory,
  changes: Partial<ViewSettings>,
  join: string | null = null
): DraftHistory {
  const present = { ...history.present, ...changes }
  if (JSON.stringify(present) === JSON.stringify(history.present)) return history
  const joined = join !== null && join === history.last
  const past = joined ? history.past : [...history.past, history.present].slice(-MAX_STEPS)
  return { past, present, future: [], last: join }
}
export function undoDraft(history: DraftHistory): DraftHistory {
  const before = history.past.at(-1)
  if (!before) return history
  return {
    past: history.past.slice(0, -1),
    present: before,
    future: [history.present, ...history.future],
    last: null,
  }
}
export function redoDraft(history: DraftHistory): DraftHistory {
  const [after, ...future] = history.future
  if (!after) return history
  return { past: [...history.past, history.present], present: after, future, last: null }
}

/** A list with one item at another place. */
export function moveItem<T>(list: readonly T[], from: number, to: number): T[] {
  const items = [...list]
  const [moved] = items.splice(from, 1)
  if (moved !== undefined) items.splice(Math.max(0, Math.min(items.length, to)), 0, moved)
  return items
}
export const replaceItem = <T>(list: readonly T[], at: number, item: T): T[] =>
  list.map((other, index) => (index === at ? item : other))
export const removeItem = <T>(list: readonly T[], at: number): T[] =>
  list.filter((_, index) => index !== at)
