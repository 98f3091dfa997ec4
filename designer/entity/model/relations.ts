/** How kinds of records hang together, read off their fields. Pure. */
import type { EntityDefinition, FieldOf, LocalizedText } from '#core/metadata/types'

export interface Relation {
  kind: 'lookup' | 'regarding' | 'many_to_many'
  /** The entity that has the field, and the one it leads to. */
  from: string
  field: string
  label: LocalizedText
  to: string
  onDelete: NonNullable<FieldOf<'lookup'>['onDelete']> | null
  /** The one-to-many field by which the other end lists these records. */
  listed: string | null
}

const inUse = (entities: Iterable<EntityDefinition>): EntityDefinition[] =>
  [...entities].filter(({ removed }) => !removed)

/** All relations between entities in use, by entity and field; a regarding field makes one to each of its targets. */
export function relationsOf(entities: Iterable<EntityDefinition>): Relation[] {
  const all = inUse(entities)
  const known = new Set(all.map(({ name }) => name))
  const lists = new Map<string, string>()
  for (const { name, fields } of all) {
    for (const [field, one] of Object.entries(fields)) {
      if (one.removed || one.type !== 'one_to_many') continue
      lists.set(`${name}<${one.target}.${one.inverse}`, field)
    }
  }
  const found: Relation[] = []
  for (const { name: from, fields } of all) {
    for (const [field, one] of Object.entries(fields)) {
      if (one.removed) continue
      if (one.type !== 'lookup' && one.type !== 'regarding' && one.type !== 'many_to_many') continue
      const targets = one.type === 'regarding' ? one.targets : [one.target]
      for (const to of targets) {
        if (!known.has(to)) continue
        const onDelete = one.type === 'lookup' ? (one.onDelete ?? 'restrict') : null
        const listed = lists.get(`${to}<${from}.${field}`) ?? null
        found.push({ kind: one.type, from, field, label: one.label, to, onDelete, listed })
      }
    }
  }
  return found
}

/** Those that an entity has itself, and those by which others lead to it. */
export function relationsAround(
  relations: readonly Relation[],
  entity: string
): { out: Relation[]; in: Relation[] } {
  return {
    out: relations.filter(({ from }) => from === entity),
    in: relations.filter(({ to }) => to === entity),
  }
}
