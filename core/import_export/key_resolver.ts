import type { Records } from '#core/records/records'
import type { Actor } from '#core/security/types'
import {
  foldKey,
  type LookupKey,
  type PendingLookup,
} from '#core/import_export/mapping/row_converter'

/** Keys remembered per entity and field; then all are forgotten, so that memory stays bounded. */
const REMEMBERED = 50_000
/** Keys asked for in one query. */
const ASKED = 500

type Found = number | 'ambiguous'

/**
 * Finds records by the values of a field, many with one query, as the actor: what the actor may not see is not found. Only
 * what was found is remembered, since a later row may create what is missing.
 */
export class KeyResolver {
  readonly #records: Records
  readonly #actor: Actor
  readonly #known = new Map<string, Map<string, Found>>()

  constructor(records: Records, actor: Actor) {
    this.#records = records
    this.#actor = actor
  }

  /** What each look-up points to: its first candidate that is found. */
  async resolve(
    lookups: readonly PendingLookup[]
  ): Promise<Map<PendingLookup, LookupKey & { found: Found }>> {
    const resolved = new Map<PendingLookup, LookupKey & { found: Found }>()
    let open = [...lookups]
    for (let rank = 0; open.length > 0; rank++) {
      const wanted = open.flatMap((lookup) => lookup.candidates[rank] ?? [])
      if (wanted.length === 0) break
      await this.#load(wanted)
      for (const lookup of open) {
        const candidate = lookup.candidates[rank]
        const found = candidate && this.#get(candidate)
        if (candidate && found !== undefined) resolved.set(lookup, { ...candidate, found })
      }
      open = open.filter((lookup) => !resolved.has(lookup) && lookup.candidates.length > rank + 1)
    }
    return resolved
  }

  #get({ entity, by, key }: LookupKey): Found | undefined {
    return this.#known.get(`${entity}.${by}`)?.get(key)
  }

  async #load(wanted: readonly LookupKey[]): Promise<void> {
    const groups = new Map<string, Map<string, LookupKey>>()
    for (const one of wanted) {
      if (this.#get(one) !== undefined) continue
      const name = `${one.entity}.${one.by}`
      const group = groups.get(name) ?? new Map<string, LookupKey>()
      groups.set(name, group.set(one.key, one))
    }
    for (const [name, group] of groups) {
      const known = this.#known.get(name) ?? new Map<string, Found>()
      this.#known.set(name, known)
      if (known.size > REMEMBERED) known.clear()
      const keys = [...group.values()]
      for (let start = 0; start < keys.length; start += ASKED) {
        await this.#ask(keys.slice(start, start + ASKED), known)
      }
    }
  }

  async #ask(keys: readonly LookupKey[], known: Map<string, Found>): Promise<void> {
    const [first] = keys
    if (!first) return
    const { entity, by } = first
    let after: string | undefined
    do {
      const page = await this.#records.query(this.#actor, {
        entity,
        select: by === 'id' ? ['id'] : [by],
        filter: { path: by, op: 'in', value: keys.map((key) => key.value) },
        sort: [{ path: 'id', direction: 'asc' }],
        limit: ASKED,
        after,
      })
      for (const row of page.rows) {
        const key = foldKey(row[by])
        const former = known.get(key)
        known.set(key, former === undefined || former === row.id ? row.id : 'ambiguous')
      }
      after = page.next ?? undefined
    } while (after)
  }
}
