import type { Knex } from 'knex'
import type { ClientChange, DefinitionKind, Json } from '#core/metadata/types'
import { changeKey } from '#core/metadata/layers/merge'
import { batches, run, type Dialect } from '#core/database/dialect'

interface ChangeRow {
  kind: DefinitionKind
  name: string
  path: string
  value: string
}

/** Rows of `metadata_changes`. */
export async function readClientLayer(knex: Knex | Knex.Transaction): Promise<ClientChange[]> {
  const rows: ChangeRow[] = await knex('metadata_changes')
    .select('kind', 'name', 'path', 'value')
    .orderBy('id')
  return rows.map(({ kind, name, path, value }) => ({
    kind,
    name,
    path: JSON.parse(path) as string[],
    value: JSON.parse(value) as Json,
  }))
}

/** Makes the stored layer equal to `next`, touching only the rows that differ. */
export async function writeClientLayer(
  trx: Knex.Transaction,
  dialect: Dialect,
  stored: readonly ClientChange[],
  next: readonly ClientChange[],
  by: { userId: number; at: Date }
): Promise<void> {
  const before = new Map(stored.map((change) => [changeKey(change), JSON.stringify(change.value)]))
  const after = new Set(next.map(changeKey))
  for (const { kind, name, path } of stored.filter((change) => !after.has(changeKey(change)))) {
    await trx('metadata_changes')
      .where({ kind, name, path: JSON.stringify(path) })
      .delete()
  }
  const written = next.filter(
    (change) => before.get(changeKey(change)) !== JSON.stringify(change.value)
  )
  for (const batch of batches(written, 100)) {
    await run(
      trx,
      dialect.upsert({
        table: 'metadata_changes',
        columns: ['kind', 'name', 'path', 'value', 'changed_by', 'changed_at'],
        keys: ['kind', 'name', 'path'],
        update: ['value', 'changed_by', 'changed_at'],
        rows: batch.map(({ kind, name, path, value }) => [
          kind,
          name,
          JSON.stringify(path),
          JSON.stringify(value),
          by.userId,
          by.at.toISOString(),
        ]),
      })
    )
  }
}
