import type { Json } from '#core/metadata/types'

/** A change as the history of a record tells it. */
export interface PastChange {
  at: string
  changes: readonly { field: string; from: Json; to: Json }[]
}

/**
 * A record as it was at an instant: what was changed later is taken back. What is not in its history – fields that the reader may not
 * see, computed ones – stays as it is now. Pure.
 *
 * @param history newest first
 */
export function recordAt(
  record: { readonly [field: string]: Json } | null,
  history: readonly PastChange[],
  at: string
): { [field: string]: Json } | null {
  if (!record) return null
  const past: { [field: string]: Json } = { ...record }
  for (const { at: changed, changes } of history) {
    if (changed <= at) break
    for (const { field, from } of changes) past[field] = from
  }
  return past
}
