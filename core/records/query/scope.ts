import type { DialectName } from '#core/database/types'
import type { Depth, EntityDefinition, Privilege } from '#core/metadata/types'
import type { Actor } from '#core/security/types'
import { paddedSize } from '#core/records/query/parse'
import { any, FALSE, Slot, TRUE, type Fragment } from '#core/records/query/slots'
import { tableOf } from '#core/records/system_fields'
import { unindexed } from '#core/records/query/sql_text'

/** How many places the lists of an actor take in a compiled statement: part of its shape. */
export interface ActorSizes {
  units: number
  teams: number
  /** Entities of which records are shared with the actor: the scopes of the others stay as simple as they are. */
  shared: ReadonlySet<string>
}

const NONE: ReadonlySet<string> = new Set()

/** What a share may give: it never reaches further than reading and changing. */
export interface SharedScope {
  entity: string
  /** Where the entity's records stand. */
  table: string
  privilege: Privilege
  /** A list of records that are not deleted: its rows are found by the scope, where elsewhere the scope judges rows. */
  list?: boolean
}

export function sizesOf(actor: Actor): ActorSizes {
  return {
    units: actor.unitIds.length === 0 ? 0 : paddedSize(actor.unitIds.length),
    teams: actor.teamIds.length === 0 ? 0 : paddedSize(actor.teamIds.length),
    shared: actor.shares ?? NONE,
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

export function sharedScope(entity: EntityDefinition, privilege: Privilege): SharedScope {
  return { entity: entity.name, table: tableOf(entity), privilege }
}

/** Whether shares widen this scope. Who may not do a thing to any record is given it by no share. */
export function sharesWiden(depth: Depth, sizes: ActorSizes, shared: SharedScope | null): boolean {
  return (
    shared !== null &&
    depth !== 'all' &&
    depth !== 'none' &&
    (shared.privilege === 'read' || shared.privilege === 'update') &&
    sizes.shared.has(shared.entity)
  )
}

/** Numbers of the records that are shared with the actor, directly or through a team, and not only until yesterday. */
function sharedFragment(sizes: ActorSizes, shared: SharedScope): Fragment {
  const me = new Slot(({ actor }) => actor.userId)
  const now = new Slot(({ now: at }) => at.toISOString())
  const changing = shared.privilege === 'update'
  const part = (who: string, bindings: Slot[]): Fragment => ({
    sql:
      `select record_id from record_shares where ${who} and entity = ? and expires_at > ?` +
      (changing ? ' and may_update = ?' : ''),
    bindings: [...bindings, shared.entity, now, ...(changing ? [true] : [])],
  })
  const parts = [part('user_id = ?', [me])]
  if (sizes.teams > 0) {
    const teams = listSlots(sizes.teams, (actor) => actor.teamIds)
    parts.push(part(`team_id in (${places(sizes.teams)})`, teams))
  }
  return {
    sql: parts.map(({ sql }) => sql).join(' union all '),
    bindings: parts.flatMap(({ bindings }) => bindings),
  }
}

/**
 * The rows of `alias` within a depth: `own` – the actor owns them; `team` – someone of the actor's teams does; `unit` – they
 * belong to the actor's unit or one below. Each depth includes those before it. `shared` adds what is shared with the actor.
 */
export function scopeFragment(
  alias: string,
  depth: Depth,
  sizes: ActorSizes,
  dialect: DialectName,
  shared: SharedScope | null
): Fragment {
  if (!shared || !sharesWiden(depth, sizes, shared)) {
    return depthFragment(alias, depth, sizes, dialect)
  }
  const { sql, bindings } = sharedFragment(sizes, shared)
  if (depth !== 'own' || !shared.list) {
    const given: Fragment = { sql: `?? in (${sql})`, bindings: [`${alias}.id`, ...bindings] }
    return any([depthFragment(alias, depth, sizes, dialect), given])
  }
  /** Own records and shared ones are few: their numbers are gathered first, whatever the size of the table. */
  const me = new Slot(({ actor }) => actor.userId)
  return {
    sql: `?? in (select id from ?? where owner_id = ? and deleted_at is null union all ${sql})`,
    bindings: [`${alias}.id`, shared.table, me, ...bindings],
  }
}

function depthFragment(
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
