import type { EntityDefinition } from '#core/metadata/types'
import { CLIENT_PREFIX } from '#core/metadata/types'

/** Fields that only people write. */
const BY_PEOPLE = new Set(['topic', 'notes'])

/** The fields of a telephony entity that the sync writes: all that have a column, but those of people and of the client. */
export function writtenFields(definition: EntityDefinition): string[] {
  return Object.entries(definition.fields)
    .filter(([name, field]) => field.type !== 'one_to_many' && !name.startsWith(CLIENT_PREFIX))
    .map(([name]) => name)
    .filter((name) => !BY_PEOPLE.has(name))
}
