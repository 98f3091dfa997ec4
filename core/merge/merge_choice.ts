/** Which record's value of each field is kept. Pure. */
import type { Json } from '#core/metadata/types'

export interface MergeCandidate {
  id: number
  updatedAt: string
  values: Readonly<Record<string, Json>>
}

export function isBlank(value: Json | undefined): boolean {
  return (
    value === null ||
    value === undefined ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  )
}

const completeness = ({ values }: MergeCandidate, fields: readonly string[]) =>
  fields.filter((name) => !isBlank(values[name])).length

/** The most complete record, among equals the newest. */
export function keptByDefault(
  candidates: readonly MergeCandidate[],
  fields: readonly string[]
): number {
  const [best] = [...candidates].sort(
    (a, b) =>
      completeness(b, fields) - completeness(a, fields) ||
      (a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : 0) ||
      a.id - b.id
  )
  return best?.id ?? 0
}

/** For each field the record whose value is kept: that of the kept record unless it is empty, then that of the newest with one. */
export function valuesByDefault(
  candidates: readonly MergeCandidate[],
  fields: readonly string[],
  kept: number
): Record<string, number> {
  const order = [...candidates].sort(
    (a, b) => Number(b.id === kept) - Number(a.id === kept) || (a.updatedAt < b.updatedAt ? 1 : -1)
  )
  return Object.fromEntries(
    fields.map((name) => [name, order.find(({ values }) => !isBlank(values[name]))?.id ?? kept])
  )
}
