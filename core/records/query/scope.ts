import type { DialectName } from '#core/database/types'
import type { Depth } from '#core/metadata/types'
import type { Actor } from '#core/security/types'
import { paddedSize } from '#core/records/query/parse'
import { any, FALSE, Slot, TRUE, type Fragment } from '#core/records/query/slots'
import { unindexed } from '#core/records/query/sql_text'

/** How many places the lists of an actor take in a compiled statement: part of its shape. */
export interface ActorSizes {
  units: number
  teams: number
}

export function sizesOf(actor: Actor): ActorSizes {
  return {
    units: actor.unitIds.length === 0 ? 0 : paddedSize(actor.unitIds.length),
    teams: actor.teamIds.length === 0 ? 0 : paddedSize(actor.teamIds.length),
  }
}

/** Slots for an id list of the actor, padded with its first item. */
function listSlots(size: number, list: (actor: Actor) => readonly number[]): Slot[] {
  return Array.from(
    { length: size },
    (_, index) =>
      new Slot(({ actor }) => {
        const ids = list(actor)
        return ids[index] ?? ids[0] ?? 0
      })
  )
}

function places(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ')
}

/**
 * The rows of `alias` within a depth: `own` – the actor owns them; `team` – someone of the actor's teams does; `unit` – they
 * belong to the actor's unit or one below. Each depth includes those before it.
 */
export function scopeFragment(
  alias: string,
  depth: Depth,
  sizes: ActorSizes,
  dialect: DialectName
): Fragment {
  if (depth === 'all') return TRUE
  if (depth === 'none') return FALSE
  const me = new Slot(({ actor }) => actor.userId)
  if (depth === 'own') return { sql: '?? = ?', bindings: [`${alias}.owner_id`, me] }
  const plus = unindexed(dialect)
  const parts: Fragment[] = [{ sql: `${plus}?? = ?`, bindings: [`${alias}.owner_id`, me] }]
  if (depth === 'unit' && sizes.units > 0) {
    parts.unshift({
      sql: `${plus}?? in (${places(sizes.units)})`,
      bindings: [`${alias}.unit_id`, ...listSlots(sizes.units, (actor) => actor.unitIds)],
    })
  }
  if (sizes.teams > 0) {
    parts.push({
      sql: `${plus}?? in (select user_id from team_members where team_id in (${places(sizes.teams)}))`,
      bindings: [`${alias}.owner_id`, ...listSlots(sizes.teams, (actor) => actor.teamIds)],
    })
  }
  return any(parts)
}
