/** Which fields of an entity are searched, and how much a place in each is worth. Pure. */
import type { EffectiveMetadata, EntityDefinition, FieldDefinition } from '#core/metadata/types'

export type SearchRank = 'title' | 'subtitle' | 'body'

export interface SearchField {
  name: string
  definition: FieldDefinition
  rank: SearchRank
}

/** Types whose words say something to a reader who types them. */
const WITHOUT_WORDS = new Set(['lookup', 'regarding', 'one_to_many', 'file', 'boolean', 'choice'])

export function searchFieldsOf(entity: EntityDefinition): SearchField[] {
  return Object.entries(entity.fields)
    .filter(([, field]) => field.searchable && !field.removed && !WITHOUT_WORDS.has(field.type))
    .map(([name, definition]) => ({
      name,
      definition,
      rank:
        name === entity.titleField
          ? ('title' as const)
          : entity.subtitleFields?.includes(name)
            ? ('subtitle' as const)
            : ('body' as const),
    }))
}

/**
 * Whether an entity's records are in the index. Those that a program writes past the record engine (calls of a PBX) are not:
 * they are searched by their own columns.
 */
export function isIndexed(entity: EntityDefinition): boolean {
  return !entity.removed && !entity.systemManaged && searchFieldsOf(entity).length > 0
}

/** Entities with something to search. */
export function searchedEntities(metadata: Pick<EffectiveMetadata, 'entity'>): EntityDefinition[] {
  return [...metadata.entity.values()].filter(
    (entity) => !entity.removed && searchFieldsOf(entity).length > 0
  )
}

/**
 * What an entity's part of the index was made of. One that differs must be made anew: a field became searchable or stopped
 * being so, changed its type, or became a title.
 */
export function searchFingerprint(entity: EntityDefinition): string {
  return searchFieldsOf(entity)
    .map(
      ({ name, definition, rank }) => `${name}:${definition.type}:${rank === 'title' ? 't' : ''}`
    )
    .sort()
    .join(',')
}
