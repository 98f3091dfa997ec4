import { setImmediate as breathe } from 'node:timers/promises'
import { batches, dialectOf, run } from '#core/database/dialect'
import type { DatabaseConnections } from '#core/database/types'
import { countRecords, readBatch } from '#core/duplicates/record_batches'
import { findPairs, type Pair, type PairSearch } from '#core/duplicates/kernel/pairs'
import { partsInUse, prepareRecord, type PreparedRecord } from '#core/duplicates/kernel/rule'
import { fieldsToRead, rulesOf, takesPart, thresholdOf } from '#core/duplicates/rules'
import { E_UNKNOWN_ENTITY } from '#core/errors/errors'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { DuplicateRuleDefinition, EntityDefinition, Json } from '#core/metadata/types'
import type { MetadataSource } from '#core/records/ports'

type Report = (done: number, total: number) => Promise<void>

const PAIRS = 'duplicate_pairs'
const COLUMNS = ['entity', 'rule', 'a_id', 'b_id', 'score'] as const
const BATCH = 2_000
/** Pairs that are kept of a rule, the likeliest first: nobody looks through more. */
const MOST_PAIRS = 20_000
/** How long a piece of comparing may hold the process. */
const SLICE_MS = 20

export interface ScanResult {
  records: number
  pairs: number
  /** Keys too common to be compared in full. */
  cut: number
}

interface Parts {
  db: DatabaseConnections
  metadata: MetadataSource
  types: FieldTypes
  now?: () => Date
}

/** Compares the records of an entity with each other by its rules, in the background. */
export class DuplicateScan {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async run(entityName: string, report: Report, signal?: AbortSignal): Promise<ScanResult> {
    const { db, metadata } = this.#parts
    const current = metadata.current()
    const entity = current.entity.get(entityName)
    if (!entity || entity.removed) throw new E_UNKNOWN_ENTITY({ entity: entityName })
    const rules = rulesOf(current, entityName)
    const records = await countRecords(db.read, entity)
    const all: { rule: DuplicateRuleDefinition; pairs: Pair[] }[] = []
    let cut = 0
    /** Reading is the first half of each rule, comparing the other. */
    const total = records * 2 * rules.length
    for (const [at, rule] of rules.entries()) {
      const base = records * 2 * at
      const search = await this.#load(entity, rule, (done) => report(base + done, total), signal)
      const found = await compareAll(
        search,
        (share) => report(base + records + Math.floor(records * share), total),
        signal
      )
      all.push({ rule, pairs: found.pairs.slice(0, MOST_PAIRS) })
      cut += found.cut
    }
    const pairs = await this.#store(entityName, all, records, cut)
    return { records, pairs, cut }
  }

  async #load(
    entity: EntityDefinition,
    rule: DuplicateRuleDefinition,
    report: (done: number) => Promise<void>,
    signal?: AbortSignal
  ): Promise<PairSearch> {
    const { db, types } = this.#parts
    const now = this.#parts.now?.() ?? new Date()
    const parts = partsInUse(rule)
    const fields = fieldsToRead(rule, parts)
    const records = new Map<number, PreparedRecord>()
    const marks = new Map<number, string>()
    let done = 0
    for (let after: number | null = 0; after !== null;) {
      signal?.throwIfAborted()
      const rows = await readBatch(db.read, db.dialect, types, entity, fields, {
        after,
        limit: BATCH,
      })
      for (const { id, values } of rows) {
        if (!takesPart(rule, entity, values, now)) continue
        records.set(id, prepareRecord(parts, values))
        marks.set(id, markOf(rule, values))
      }
      done += rows.length
      await report(done)
      after = rows.length < BATCH ? null : (rows.at(-1)?.id ?? null)
    }
    return { parts, threshold: thresholdOf(rule), records, marks }
  }

  async #store(
    entity: string,
    all: readonly { rule: DuplicateRuleDefinition; pairs: Pair[] }[],
    records: number,
    cut: number
  ): Promise<number> {
    const { db } = this.#parts
    const dialect = dialectOf(db.dialect)
    const rows = all.flatMap(({ rule, pairs }) =>
      pairs.map(({ a, b, score }) => [entity, rule.name, a, b, Math.round(score * 1000)])
    )
    await db.write.transaction(async (trx) => {
      await trx(PAIRS).where({ entity }).delete()
      for (const chunk of batches(rows, dialect.rowsPerStatement(COLUMNS.length))) {
        await run(trx, dialect.insert({ table: PAIRS, columns: COLUMNS, rows: chunk }))
      }
      const now = this.#parts.now?.() ?? new Date()
      const finished = { finished_at: now.toISOString(), records, cut }
      await trx('duplicate_scans').where({ entity }).update(finished)
    })
    return rows.length
  }
}

/** Records with different marks are not compared. One without owner or unit is like none. */
function markOf(rule: DuplicateRuleDefinition, values: Readonly<Record<string, Json>>): string {
  if (rule.scope === 'unit') return String(values.unit_id ?? '')
  return rule.scope === 'owner' ? String(values.owner_id ?? '') : ''
}

/** In slices: the process answers requests meanwhile. */
async function compareAll(
  search: PairSearch,
  report: (share: number) => Promise<void>,
  signal?: AbortSignal
) {
  const steps = findPairs(search)
  let since = performance.now()
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    if (performance.now() - since < SLICE_MS) continue
    signal?.throwIfAborted()
    await report(step.value.done / step.value.total)
    await breathe()
    since = performance.now()
  }
}
