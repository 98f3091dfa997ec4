import type { Knex } from 'knex'
import type { Dialect } from '#core/database/dialect'
import { run } from '#core/database/dialect'

export type StateName =
  /** Counts the changes of the client layer and of the plugins' states: other processes compare it with theirs. */
  | 'revision'
  /** Checksum of the schema that the tables were last brought to. */
  | 'schema'
  /** Checksum of the plugins whose migrations have run. */
  | 'migrations'
  /** Sensitive fields whose columns outlived their definitions: JSON, pairs of entity and field. */
  | 'sealed'
  /** Checksum of an entity's computed fields as they were last worked out for all its records. */
  | `computed.${string}`

/** Small facts about the installation, one row each. */
export async function readState(
  knex: Knex | Knex.Transaction,
  name: StateName
): Promise<string | null> {
  const row: { value: string } | undefined = await knex('installation_state')
    .where({ name })
    .first('value')
  return row?.value ?? null
}

export async function writeState(
  trx: Knex.Transaction,
  dialect: Dialect,
  name: StateName,
  value: string
): Promise<void> {
  await run(
    trx,
    dialect.upsert({
      table: 'installation_state',
      columns: ['name', 'value'],
      keys: ['name'],
      update: ['value'],
      rows: [[name, value]],
    })
  )
}

/** Makes the next `synchronise` compare definitions and tables, whatever it remembers. */
export async function forgetSchema(trx: Knex.Transaction): Promise<void> {
  await trx('installation_state').where({ name: 'schema' }).delete()
}

/** Counts the revision up. As the first write of a transaction it also makes changers of metadata wait for each other. */
export async function bumpRevision(trx: Knex.Transaction, dialect: Dialect): Promise<number> {
  const changed = await trx('installation_state')
    .where({ name: 'revision' })
    .update({ value: trx.raw('cast(cast(value as integer) + 1 as varchar(20))') })
  if (changed === 0) await writeState(trx, dialect, 'revision', '1')
  return Number(await readState(trx, 'revision'))
}
