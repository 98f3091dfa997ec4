import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import { batches, dialectOf, run } from '#core/database/dialect'
import type { DatabaseConnections } from '#core/database/types'
import { countRecords, readBatch } from '#core/duplicates/record_batches'
import { rulesOf } from '#core/duplicates/rules'
import {
  blockingParts,
  fieldsOf,
  partsInUse,
  prepareRecord,
  type PreparedRecord,
} from '#core/duplicates/kernel/rule'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { DuplicateRuleDefinition, Json } from '#core/metadata/types'
import type { RecordHooks, WriteEvent } from '#core/records/hooks'
import type { MetadataSource } from '#core/records/ports'
import { tableOf } from '#core/records/system_fields'

type SavedEvent = WriteEvent & { id: number }

const KEYS = 'duplicate_keys'
const STATES = 'duplicate_states'
const COLUMNS = ['rule', 'record_id', 'part', 'key_hash'] as const
const BATCH = 500
/** Candidates of one part; more say that its key is worth nothing (a switchboard's number). */
const CANDIDATES = 60

interface Parts {
  db: DatabaseConnections
  metadata: MetadataSource
  types: FieldTypes
}

export const keyHash = (key: string): string =>
  createHash('sha256').update(key).digest('base64url').slice(0, 22)

/** The score that matters while a record is entered. */
const threshold = ({ warn, block }: DuplicateRuleDefinition) => Math.min(warn, block ?? 1)

/** What the keys of a rule are made of. */
function fingerprintOf(rule: DuplicateRuleDefinition): string {
  const parts = partsInUse(rule)
  return JSON.stringify([
    rule.entity,
    blockingParts(parts, threshold(rule)).map((name) => [
      name,
      parts[name]?.how,
      parts[name]?.fields,
    ]),
  ])
}

/**
 * Keys of records by rule: who is entered is looked for under a few keys instead of among all. Kept in the transaction of each
 * write, made anew by a job where a rule has changed.
 */
export class DuplicateIndex {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Hooks of every entity. */
  hooks(): RecordHooks {
    return {
      entity: '*',
      afterSave: (event) => this.#keep([event]),
      afterSaveMany: (events) => this.#keep(events),
    }
  }

  async #keep(events: readonly SavedEvent[]): Promise<void> {
    const [first] = events
    if (!first) return
    for (const rule of rulesOf(this.#parts.metadata.current(), first.entity)) {
      const fields = new Set(fieldsOf(partsInUse(rule)))
      const touched = events.filter(
        ({ operation, changed }) =>
          operation !== 'update' || changed.some((name) => fields.has(name))
      )
      const known = touched.filter(({ operation }) => operation !== 'create')
      await this.#forget(
        first.trx,
        rule,
        known.map(({ id }) => id)
      )
      const alive = touched.filter(({ operation }) => operation !== 'delete')
      await this.#write(
        first.trx,
        rule,
        alive.map(({ id, after }) => ({ id, values: after }))
      )
    }
  }

  async #forget(trx: Knex.Transaction, rule: DuplicateRuleDefinition, ids: number[]) {
    for (const chunk of batches(ids, BATCH)) {
      await trx(KEYS).where('rule', rule.name).whereIn('record_id', chunk).delete()
    }
  }

  async #write(
    trx: Knex.Transaction,
    rule: DuplicateRuleDefinition,
    records: readonly { id: number; values: Record<string, Json> }[]
  ): Promise<void> {
    const parts = partsInUse(rule)
    const blocking = blockingParts(parts, threshold(rule))
    const rows = records.flatMap(({ id, values }) => {
      const prepared = prepareRecord(parts, values)
      return blocking.flatMap((part) =>
        (prepared.get(part)?.keys ?? []).map((key) => [rule.name, id, part, keyHash(key)])
      )
    })
    const dialect = dialectOf(this.#parts.db.dialect)
    for (const chunk of batches(rows, dialect.rowsPerStatement(COLUMNS.length))) {
      await run(trx, dialect.insert({ table: KEYS, columns: COLUMNS, rows: chunk }))
    }
  }

  /** Ids of records that share a key with this one in some of the parts, newest first. */
  async candidates(
    rule: DuplicateRuleDefinition,
    record: PreparedRecord,
    trx?: Knex.Transaction
  ): Promise<number[]> {
    const knex = trx ?? this.#parts.db.read
    const found = new Set<number>()
    for (const part of blockingParts(partsInUse(rule), threshold(rule))) {
      const keys = (record.get(part)?.keys ?? []).map(keyHash)
      if (keys.length === 0) continue
      const rows: { record_id: number }[] = await knex(KEYS)
        .where({ rule: rule.name, part })
        .whereIn('key_hash', keys)
        .distinct('record_id')
        .orderBy('record_id', 'desc')
        .limit(CANDIDATES)
      for (const row of rows) found.add(Number(row.record_id))
    }
    return [...found]
  }

  /** Rules whose keys must be made anew; those of an entity without records need none. After the schema was synchronised. */
  async prepare(): Promise<string[]> {
    const { db, metadata } = this.#parts
    const rows: { rule: string; fingerprint: string }[] = await db
      .read(STATES)
      .where('complete', true)
      .select('rule', 'fingerprint')
    const complete = new Map(rows.map((row) => [row.rule, row.fingerprint]))
    const waiting: string[] = []
    const current = metadata.current()
    for (const rule of current.duplicate_rule.values()) {
      const entity = current.entity.get(rule.entity)
      if (rule.removed || rule.off === true || !entity || entity.removed) continue
      if (complete.get(rule.name) === fingerprintOf(rule)) continue
      const empty = await db.write.transaction(async (trx) => {
        const [row] = await trx(tableOf(entity)).whereNull('deleted_at').limit(1).select('id')
        if (row === undefined) await this.#mark(trx, rule, true)
        return row === undefined
      })
      if (!empty) waiting.push(rule.name)
    }
    return waiting
  }

  async #mark(trx: Knex.Transaction, rule: DuplicateRuleDefinition, complete: boolean) {
    await trx(STATES).where('rule', rule.name).delete()
    await trx(STATES).insert({ rule: rule.name, fingerprint: fingerprintOf(rule), complete })
  }

  /**
   * Makes the keys of these rules anew, a batch to a transaction: people keep working, and what they write meanwhile is kept by
   * their own transactions. A run cut short starts again.
   */
  async rebuild(
    names: readonly string[],
    report: (done: number, total: number) => Promise<void>,
    signal?: AbortSignal
  ): Promise<number> {
    const { db, metadata } = this.#parts
    const current = metadata.current()
    let records = 0
    for (const name of names) {
      const rule = current.duplicate_rule.get(name)
      const entity = rule && current.entity.get(rule.entity)
      if (!rule || rule.removed || !entity) continue
      const total = records + (await countRecords(db.read, entity))
      await db.write.transaction(async (trx) => {
        await this.#mark(trx, rule, false)
        await trx(KEYS).where('rule', rule.name).delete()
      })
      for (let after: number | null = 0; after !== null;) {
        signal?.throwIfAborted()
        const step: { last: number | null; count: number } = await this.#batch(rule, after)
        records += step.count
        after = step.last
        await report(records, Math.max(total, records))
      }
      await db.write.transaction((trx) => this.#mark(trx, rule, true))
    }
    return records
  }

  #batch(rule: DuplicateRuleDefinition, after: number) {
    const { db, metadata, types } = this.#parts
    const entity = metadata.current().entity.get(rule.entity)
    return db.write.transaction(async (trx) => {
      if (!entity) return { last: null, count: 0 }
      const fields = fieldsOf(partsInUse(rule))
      const rows = await readBatch(trx, db.dialect, types, entity, fields, after, BATCH)
      await this.#forget(
        trx,
        rule,
        rows.map(({ id }) => id)
      )
      await this.#write(trx, rule, rows)
      return { last: rows.length < BATCH ? null : (rows.at(-1)?.id ?? null), count: rows.length }
    })
  }
}
