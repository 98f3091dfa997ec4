import type { Knex } from 'knex'
import type { Dialect } from '#core/database/dialect'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { DefinitionMaps } from '#core/metadata/layers/types'
import { diff } from '#core/metadata/schema_sync/diff'
import { readSchema } from '#core/metadata/schema_sync/introspection'
import type { SchemaPlan } from '#core/metadata/schema_sync/plan'
import { targetSchema } from '#core/metadata/schema_sync/target'
import { reopened } from '#core/metadata/sealed_fields'
import { tableOf } from '#core/records/system_fields'
import { staleKeys } from '#core/metadata/schema_sync/type_changes'
import type { DefinitionIssue } from '#core/metadata/types'
import { readingIssues } from '#core/security/reading_rules'
import type { Actor } from '#core/security/types'

/** The steps from the tables as they are to what `after` wants. `before` is what the tables were made for. */
export async function planBetween(
  knex: Knex | Knex.Transaction,
  dialect: Dialect,
  types: FieldTypes,
  before: DefinitionMaps,
  after: DefinitionMaps
): Promise<SchemaPlan> {
  const target = targetSchema(after, types)
  const names = target.map(({ name }) => name)
  const actual = await readSchema(knex, dialect.name, names)
  return diff(target, actual, dialect, staleKeys(before.entity, after.entity))
}

/** Entities that a write makes and that no table of that name holds records of from before. */
export async function madeBy(
  knex: Knex | Knex.Transaction,
  dialect: Dialect,
  before: DefinitionMaps,
  after: DefinitionMaps
): Promise<ReadonlySet<string>> {
  const fresh = [...after.entity.values()].filter(({ name }) => !before.entity.has(name))
  const present = await readSchema(knex, dialect.name, fresh.map(tableOf))
  return new Set(fresh.filter((one) => !present.has(tableOf(one))).map(({ name }) => name))
}

/** What the writer of a change would come to know, or tell others, without being allowed to read it. */
export async function unreadable(
  knex: Knex | Knex.Transaction,
  dialect: Dialect,
  actor: Actor,
  before: DefinitionMaps,
  after: DefinitionMaps
): Promise<DefinitionIssue[]> {
  if (actor.kind === 'system') return []
  return [
    ...readingIssues(actor, before, after, await madeBy(knex, dialect, before, after)),
    ...(await reopened(knex, dialect, before, after)),
  ]
}
