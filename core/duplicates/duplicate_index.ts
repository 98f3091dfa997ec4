import type { Knex } from 'knex'
import type { DatabaseConnections } from '#core/database/types'
import { addKeys, removeKeys, removeKeysOfRule, threshold } from '#core/duplicates/key_table'
import { countRecords, readBatch } from '#core/duplicates/record_batches'
import { rulesOf } from '#core/duplicates/rules'
import { blockingParts, fieldsOf, partsInUse } from '#core/duplicates/kernel/rule'
import type { JobQueue } from '#core/jobs/types'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { DuplicateRuleDefinition } from '#core/metadata/types'
import type { RecordHooks, WriteEvent } from '#core/records/hooks'
import { MANY, PendingRanges } from '#core/records/pending_ranges'
import type { MetadataSource } from '#core/records/ports'
import { tableOf } from '#core/records/system_fields'

type SavedEvent = WriteEvent & { id: number }

const STATES = 'duplicate_states'
/** Records whose keys are made in one transaction, which holds up other writers for some tenths of a second. */
const TOGETHER = 5_000

type Derive = Parameters<PendingRanges['catchUp']>[1]

interface Parts {
  db: DatabaseConnections
  metadata: MetadataSource
  types: FieldTypes
  jobs: JobQueue
}

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
  readonly #pending: PendingRanges

  constructor(parts: Parts) {
    this.#parts = parts
    this.#pending = new PendingRanges(parts.db, 'duplicates')
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
    const rules = rulesOf(this.#parts.metadata.current(), first.entity)
    if (rules.length === 0) return
    /** A rule that refuses records must know each at once. */
    const hurry = rules.some(({ block }) => block !== undefined)
    const created = events.every(({ operation }) => operation === 'create')
    if (!hurry && created && events.length >= MANY) return this.#put(first, events)
    for (const rule of rules) await this.#follow(first.trx, rule, events)
  }

  async #follow(
    trx: Knex.Transaction,
    rule: DuplicateRuleDefinition,
    events: readonly SavedEvent[]
  ): Promise<void> {
    const fields = new Set(fieldsOf(partsInUse(rule)))
    const touched = events.filter(
      ({ operation, changed }) => operation !== 'update' || changed.some((name) => fields.has(name))
    )
    const gone = touched.flatMap(({ id, before }) => (before ? [{ id, values: before }] : []))
    await removeKeys(trx, rule, gone)
    const alive = touched.filter(({ operation }) => operation !== 'delete')
    const records = alive.map(({ id, after }) => ({ id, values: after }))
    await addKeys(trx, this.#parts.db.dialect, rule, records)
  }

  async #put({ trx, entity }: SavedEvent, events: readonly SavedEvent[]): Promise<void> {
    const ids = events.map(({ id }) => id)
    const key = await this.#pending.put(trx, entity, ids)
    await this.#parts.jobs.enqueue(trx, 'core.duplicates.pending', {}, { key })
  }

  /** Makes the keys of records that were written by the hundred; answers how many records there were. */
  catchUp(signal?: AbortSignal): Promise<number> {
    const { db, metadata, types } = this.#parts
    const derive: Derive = async (trx, { entity: name, ...page }) => {
      const current = metadata.current()
      const entity = current.entity.get(name)
      const rules = entity && !entity.removed ? rulesOf(current, name) : []
      if (!entity || rules.length === 0) return { count: 0, last: null }
      const fields = [...new Set(rules.flatMap((rule) => fieldsOf(partsInUse(rule))))]
      const rows = await readBatch(trx, db.dialect, types, entity, fields, page)
      for (const rule of rules) await addKeys(trx, db.dialect, rule, rows)
      return { count: rows.length, last: rows.at(-1)?.id ?? null }
    }
    return this.#pending.catchUp(TOGETHER, derive, signal)
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
        await removeKeysOfRule(trx, rule.name)
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
      const page = { after, limit: TOGETHER }
      const rows = await readBatch(trx, db.dialect, types, entity, fields, page)
      await addKeys(trx, db.dialect, rule, rows)
      return { last: rows.length < TOGETHER ? null : (rows.at(-1)?.id ?? null), count: rows.length }
    })
  }
}
