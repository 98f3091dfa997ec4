/**
 * Keyset paging. Both dialects put nulls before everything else, so that an order needs no CASE and an index serves it. What
 * comes after a row is asked for in segments, each of which is a range of the leading key.
 */
import type { JsonPrimitive } from '#core/metadata/types'
import { all, any, FALSE, Slot, type Bound, type Fragment } from '#core/records/query/slots'

export interface SortKey {
  /** The expression sorted by. */
  fragment: Fragment
  descending: boolean
  nullable: boolean
  /** From the cursor's form to what is bound. */
  bind(value: JsonPrimitive): Bound
}

function cursorSlot(key: SortKey, index: number): Slot {
  return new Slot(({ cursor }) => key.bind(cursor[index] ?? null))
}

function compared(key: SortKey, sign: string, slot: Slot): Fragment {
  return { sql: `${key.fragment.sql} ${sign} ?`, bindings: [...key.fragment.bindings, slot] }
}

function nullness(key: SortKey, isNull: boolean): Fragment {
  return {
    sql: `${key.fragment.sql} is ${isNull ? '' : 'not '}null`,
    bindings: key.fragment.bindings,
  }
}

/** Rows behind the cursor's in key `index` and those after it, whatever the keys before. */
function behind(keys: readonly SortKey[], nulls: readonly boolean[], index: number): Fragment {
  const key = keys[index]
  if (!key) return FALSE
  const slot = cursorSlot(key, index)
  const rest = behind(keys, nulls, index + 1)
  if (nulls[index]) {
    const further = key.descending ? FALSE : nullness(key, false)
    return any([further, all([nullness(key, true), rest])])
  }
  const further = compared(key, key.descending ? '<' : '>', slot)
  const last = key.descending && key.nullable ? nullness(key, true) : FALSE
  return any([further, last, all([compared(key, '=', slot), rest])])
}

/**
 * The conditions of the statements that together answer the rows behind a cursor, in order. `nulls` says which keys of the
 * cursor are null.
 */
export function segmentsAfter(keys: readonly SortKey[], nulls: readonly boolean[]): Fragment[] {
  const [lead] = keys
  if (!lead) return []
  const slot = cursorSlot(lead, 0)
  const rest = behind(keys, nulls, 1)
  if (nulls[0]) {
    const segments = rest === FALSE ? [] : [all([nullness(lead, true), rest])]
    return lead.descending ? segments : [...segments, nullness(lead, false)]
  }
  const sign = lead.descending ? '<' : '>'
  const within =
    rest === FALSE
      ? compared(lead, sign, slot)
      : all([compared(lead, `${sign}=`, slot), any([compared(lead, sign, slot), rest])])
  return lead.descending && lead.nullable ? [within, nullness(lead, true)] : [within]
}
