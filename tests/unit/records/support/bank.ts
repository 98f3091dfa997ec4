import knexFactory, { type Knex } from 'knex'
import type { Database as SqliteDatabase } from 'better-sqlite3'
import { dialectOf } from '#core/database/dialect'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { applyPlan } from '#core/metadata/schema_sync/apply'
import { diff } from '#core/metadata/schema_sync/diff'
import { targetSchema } from '#core/metadata/schema_sync/target'
import type { EffectiveMetadata, EntityDefinition } from '#core/metadata/types'
import type { AuditEntry } from '#core/security/types'
import { evaluateDefault } from '#core/records/default_expressions'
import { fold } from '#core/records/folding'
import { RecordHookRegistry } from '#core/records/hook_registry'
import { SQLITE_FOLD } from '#core/records/query/sql_text'
import { Records } from '#core/records/records'
import { bankEntities, metadataOf } from '#tests/unit/records/support/definitions'

export interface Bank {
  knex: Knex
  records: Records
  types: FieldTypes
  metadata: EffectiveMetadata
  hooks: RecordHookRegistry
  /** What was audited. */
  audited: AuditEntry[]
  /** Events that were announced, in order. */
  events: { name: string; payload: unknown }[]
  clock: { now: Date }
  close(): Promise<void>
}

export function memoryKnex(filename = ':memory:'): Knex {
  return knexFactory({
    client: 'better-sqlite3',
    connection: { filename },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      afterCreate(connection: SqliteDatabase, done: (error: null, c: SqliteDatabase) => void) {
        connection.pragma('journal_mode = WAL')
        connection.pragma('synchronous = NORMAL')
        connection.function(SQLITE_FOLD, { deterministic: true }, (text: unknown) =>
          text === null ? null : fold(String(text))
        )
        done(null, connection)
      },
    },
  })
}

/** Tables of the engine and of security that the engine touches, as their migrations make them. */
async function ownTables(knex: Knex): Promise<void> {
  await knex.schema.createTable('record_counters', (table) => {
    table.string('name', 150).primary()
    table.bigInteger('value').notNullable()
  })
  await knex.schema.createTable('record_summaries', (table) => {
    for (const name of ['entity', 'summary', 'k1', 'k2', 'k3']) table.string(name, 64).notNullable()
    for (const name of ['owner_id', 'unit_id', 'records']) table.integer(name).notNullable()
    table.unique(['entity', 'summary', 'k1', 'k2', 'k3', 'owner_id', 'unit_id'])
  })
  await knex.schema.createTable('record_summary_states', (table) => {
    for (const name of ['entity', 'summary', 'fields']) table.string(name, 255).notNullable()
  })
  await knex.schema.createTable('team_members', (table) => {
    table.integer('team_id').notNullable()
    table.integer('user_id').notNullable()
    table.primary(['team_id', 'user_id'])
  })
  await knex.schema.createTable('audit_log', (table) => {
    table.increments('seq')
    for (const name of ['at', 'actor_name', 'action', 'entity', 'changes']) table.text(name)
    table.integer('actor_id')
    table.integer('record_id')
  })
}

/** A bank in memory, run by the real engine. Only the audit and the event bus are recorded instead of chained and sent. */
export async function openBank(
  entities: EntityDefinition[] = bankEntities(),
  filename?: string
): Promise<Bank> {
  const knex = memoryKnex(filename)
  const metadata = metadataOf(entities)
  const types = new FieldTypes()
  const dialect = dialectOf('sqlite')
  const plan = diff(targetSchema({ ...metadata } as never, types), new Map(), dialect)
  await applyPlan(knex, plan, { dialect, types })
  await ownTables(knex)
  const audited: AuditEntry[] = []
  const events: Bank['events'] = []
  const clock = { now: new Date('2026-11-22T08:00:00.000Z') }
  const hooks = new RecordHookRegistry()
  const records = new Records({
    db: { read: knex, write: knex, dialect: 'sqlite' },
    metadata: { current: () => metadata },
    types,
    hooks,
    audit: {
      async append(trx, entries) {
        audited.push(...entries)
        for (const entry of entries) {
          await trx('audit_log').insert({
            at: entry.at.toISOString(),
            actor_id: entry.actorId,
            actor_name: entry.actorName,
            action: entry.action,
            entity: entry.entity ?? null,
            record_id: entry.recordId ?? null,
            changes: entry.changes ? JSON.stringify(entry.changes) : null,
          })
        }
      },
    },
    events: {
      emitAfterCommit(trx, name, payload) {
        trx.executionPromise.then(
          () => events.push({ name, payload }),
          () => undefined
        )
      },
    },
    evaluate: evaluateDefault,
    now: () => clock.now,
  })
  await records.prepare()
  return {
    knex,
    records,
    types,
    metadata,
    hooks,
    audited,
    events,
    clock,
    close: () => knex.destroy(),
  }
}
