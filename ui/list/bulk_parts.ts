import type { Json } from '#core/metadata/types'

/** A list in parts of at most `size`. */
export function parts<T>(list: readonly T[], size: number): T[][] {
  const all: T[][] = []
  for (let start = 0; start < list.length; start += size) all.push(list.slice(start, start + size))
  return all
}

interface Former {
  id: number
  values: Record<string, Json>
}
/** Records that had the same values, together: an undo is then few requests. */
export function byFormerValue(
  records: readonly Former[]
): { ids: number[]; values: Record<string, Json> }[] {
  const groups = Map.groupBy(records, ({ values }) => JSON.stringify(values))
  return [...groups.values()].map((same) => ({
    ids: same.map(({ id }) => id),
    values: same[0]?.values ?? {},
  }))
}
