import type { Json, JsonPrimitive } from '#core/metadata/types'
import type { Actor } from '#core/security/types'

/** What a compiled statement needs to be run: the values of this query, who asks, and when. */
export interface BindContext {
  values: readonly Json[]
  actor: Actor
  now: Date
  /** Decoded cursor: the sort keys of the last row seen, as the database holds them. */
  cursor: readonly JsonPrimitive[]
}

export type Bound = JsonPrimitive | Date

/** A place in a compiled statement whose value is known only when it is run. Binding also checks the value. */
export class Slot {
  readonly bind: (context: BindContext) => Bound

  constructor(bind: (context: BindContext) => Bound) {
    this.bind = bind
  }
}

/** A piece of SQL with its bindings; `??` is an identifier, `?` a value. */
export interface Fragment {
  sql: string
  bindings: (Bound | Slot)[]
}

export const TRUE: Fragment = { sql: '1 = 1', bindings: [] }
export const FALSE: Fragment = { sql: '1 = 0', bindings: [] }

export function join(items: readonly Fragment[], glue: 'and' | 'or'): Fragment {
  if (items.length === 1) return items[0] as Fragment
  return {
    sql: items.map(({ sql }) => `(${sql})`).join(` ${glue} `),
    bindings: items.flatMap(({ bindings }) => bindings),
  }
}

export function all(items: readonly Fragment[]): Fragment {
  const needed = items.filter((item) => item !== TRUE)
  if (needed.includes(FALSE)) return FALSE
  return needed.length === 0 ? TRUE : join(needed, 'and')
}

export function any(items: readonly Fragment[]): Fragment {
  const needed = items.filter((item) => item !== FALSE)
  if (needed.includes(TRUE)) return TRUE
  return needed.length === 0 ? FALSE : join(needed, 'or')
}
