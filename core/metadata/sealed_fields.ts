/**
 * Sensitive fields whose definition was taken away. Their columns stay with what they held until they are purged, and a field of the
 * same name would find it again: without this memory anybody who may customise could take a sensitive field out and bring it
 * back as one that all may read.
 */
import type { Knex } from 'knex'
import type { Dialect } from '#core/database/dialect'
import { isSensitive } from '#core/metadata/field_types/shapes'
import { linkTableOf } from '#core/metadata/field_types/registry'
import { readState, writeState } from '#core/metadata/installation_state'
import type { DefinitionMaps } from '#core/metadata/layers/types'
import { readSchema } from '#core/metadata/schema_sync/introspection'
import type { DefinitionIssue, FieldDefinition } from '#core/metadata/types'
import { tableOf } from '#core/records/system_fields'

type Sealed = readonly [entity: string, field: string]

function definitionOf(maps: DefinitionMaps, [entity, field]: Sealed): FieldDefinition | null {
  const fields = maps.entity.get(entity)?.fields
  return fields && Object.hasOwn(fields, field) ? (fields[field] ?? null) : null
}

async function sealedOf(knex: Knex | Knex.Transaction): Promise<Sealed[]> {
  return JSON.parse((await readState(knex, 'sealed')) ?? '[]') as Sealed[]
}

/** Remembers the sensitive fields that a write takes away, and lets those go that are sensitive again. */
export async function sealFields(
  trx: Knex.Transaction,
  dialect: Dialect,
  before: DefinitionMaps,
  after: DefinitionMaps
): Promise<void> {
  const former = await sealedOf(trx)
  const known = new Set(former.map((one) => one.join('.')))
  const gone = [...before.entity.values()].flatMap(({ name, fields }) =>
    Object.entries(fields)
      .filter(([, field]) => isSensitive(field))
      .map(([field]): Sealed => [name, field])
      .filter((one) => definitionOf(after, one) === null && !known.has(one.join('.')))
  )
  const back = (one: Sealed) => {
    const definition = definitionOf(after, one)
    return definition !== null && isSensitive(definition)
  }
  const kept = [...former.filter((one) => !back(one)), ...gone]
  if (gone.length > 0 || kept.length !== former.length) {
    await writeState(trx, dialect, 'sealed', JSON.stringify(kept))
  }
}

/** Fields that would be defined anew, not sensitive, over columns that a sensitive one has left. */
export async function reopened(
  knex: Knex | Knex.Transaction,
  dialect: Dialect,
  before: DefinitionMaps,
  after: DefinitionMaps
): Promise<DefinitionIssue[]> {
  const asked = (await sealedOf(knex)).filter((one) => {
    const definition = definitionOf(after, one)
    return definition && !isSensitive(definition) && definitionOf(before, one) === null
  })
  const issues: DefinitionIssue[] = []
  for (const one of asked) {
    if (!(await isLeft(knex, dialect, after, one))) continue
    const [name, field] = one
    const place = { kind: 'entity', name, path: `fields.${field}` } as const
    issues.push({ code: 'E_OPENS_SENSITIVE', ...place, params: { field } })
  }
  return issues
}

/** Whether a column of the field, or its table of several values, is still there; taken for its own where only a longer name begins alike. */
async function isLeft(
  knex: Knex | Knex.Transaction,
  dialect: Dialect,
  { entity }: DefinitionMaps,
  [name, field]: Sealed
): Promise<boolean> {
  const definition = entity.get(name)
  if (!definition) return false
  const table = tableOf(definition)
  const links = linkTableOf(table, field)
  const present = await readSchema(knex, dialect.name, [table, links])
  const columns = [...(present.get(table)?.columns.keys() ?? [])]
  return (
    present.has(links) ||
    columns.some((column) => column === field || column.startsWith(`${field}_`))
  )
}
