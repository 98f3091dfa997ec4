import { hash } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import type { Knex } from 'knex'
import { batches, dialectOf } from '#core/database/dialect'
import type { DialectName } from '#core/database/types'
import type { DuplicateRuleDefinition, Json } from '#core/metadata/types'
import { Statements } from '#core/records/execution/statements'
import type { Bound } from '#core/records/query/slots'
import {
  blockingParts,
  partsInUse,
  prepareRecord,
  type PreparedRecord,
} from '#core/duplicates/kernel/rule'

const TABLE = 'duplicate_keys'
const COLUMNS = ['key_hash', 'record_id', 'rule'] as const
/** Records whose keys are worked out, keys that are written by one statement, and statements, without a breath. */
const RECORDS = 250
const ROWS = 100
const BREATH = 40
/** Hashes of one condition. */
const HASHES = 500
/** Candidates of one part; more say that its key is worth nothing (a switchboard's number). */
const CANDIDATES = 60

export interface KeyedRecord {
  id: number
  values: Readonly<Record<string, Json>>
}
type KeyRow = [hash: number, record: number, rule: number]

const digest = (text: string): Buffer => hash('sha1', text, 'buffer')

/**
 * 48 bits of what a record shares with its likes in one part of a rule, instead of the value: the table is no second place of
 * national ids. Two keys that fall together by chance (one in 10^14) give a candidate more, which is compared and found unlike.
 */
export const keyHash = (rule: string, part: string, key: string): number =>
  digest(`${rule}\n${part}\n${key}`).readUIntBE(0, 6)

/** By this the keys of a rule are found when they are made anew. */
export const ruleNumber = (rule: string): number => digest(rule).readUIntBE(0, 4) >>> 1

/** The score that matters while a record is entered. */
export const threshold = ({ warn, block }: DuplicateRuleDefinition) => Math.min(warn, block ?? 1)

function keysOf(rule: DuplicateRuleDefinition, records: readonly KeyedRecord[]): KeyRow[] {
  const parts = partsInUse(rule)
  const blocking = blockingParts(parts, threshold(rule))
  const number = ruleNumber(rule.name)
  const rows: KeyRow[] = []
  for (const { id, values } of records) {
    const prepared = prepareRecord(parts, values)
    for (const part of blocking) {
      for (const key of prepared.get(part)?.keys ?? []) {
        rows.push([keyHash(rule.name, part, key), id, number])
      }
    }
  }
  return rows
}

/**
 * Adds the keys of records; those that are there stay. In the order of the tree, so that a page of it is written once. Of many
 * records others get their turn in between.
 */
export async function addKeys(
  trx: Knex.Transaction,
  dialect: DialectName,
  rule: DuplicateRuleDefinition,
  records: readonly KeyedRecord[]
): Promise<void> {
  const rows: KeyRow[] = []
  for (const chunk of batches(records, RECORDS)) {
    rows.push(...keysOf(rule, chunk))
    if (records.length > RECORDS) await breathe()
  }
  rows.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const upsert = (chunk: KeyRow[]) =>
    dialectOf(dialect).upsert({
      table: TABLE,
      columns: COLUMNS,
      keys: ['key_hash', 'record_id'],
      rows: chunk,
    })
  await new Statements(dialect).use(trx, async (session) => {
    let written = 0
    for (const chunk of batches(rows, ROWS)) {
      const { sql, bindings } = upsert(chunk)
      await session.change(sql, bindings as Bound[])
      written += chunk.length
      if (written % (ROWS * BREATH) === 0) await breathe()
    }
  })
}

/** Takes away the keys that records had when these were their values. */
export async function removeKeys(
  trx: Knex.Transaction,
  rule: DuplicateRuleDefinition,
  records: readonly KeyedRecord[]
): Promise<void> {
  for (const record of records) {
    const hashes = keysOf(rule, [record]).map(([one]) => one)
    for (const chunk of batches(hashes, HASHES)) {
      await trx(TABLE).where('record_id', record.id).whereIn('key_hash', chunk).delete()
    }
  }
}

export async function removeKeysOfRule(trx: Knex.Transaction, rule: string): Promise<void> {
  await trx(TABLE).where('rule', ruleNumber(rule)).delete()
}

/** Ids of records that share a key with this one in some of the parts, newest first within a part. */
export async function candidatesOf(
  knex: Knex | Knex.Transaction,
  rule: DuplicateRuleDefinition,
  record: PreparedRecord
): Promise<number[]> {
  const found = new Set<number>()
  for (const part of blockingParts(partsInUse(rule), threshold(rule))) {
    const hashes = (record.get(part)?.keys ?? []).map((key) => keyHash(rule.name, part, key))
    if (hashes.length === 0) continue
    const rows: { record_id: number }[] = await knex(TABLE)
      .whereIn('key_hash', hashes)
      .distinct('record_id')
      .orderBy('record_id', 'desc')
      .limit(CANDIDATES)
    for (const row of rows) found.add(Number(row.record_id))
  }
  return [...found]
}
