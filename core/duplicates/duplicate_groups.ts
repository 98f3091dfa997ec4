import type { DatabaseConnections } from '#core/database/types'
import { reasonsOf, type DuplicateReason } from '#core/duplicates/duplicates'
import { E_NO_DUPLICATE_RULE } from '#core/duplicates/errors'
import { groupPairs, type Pair } from '#core/duplicates/kernel/pairs'
import {
  compareRecords,
  fieldsOf,
  prepareRecord,
  type RuleParts,
} from '#core/duplicates/kernel/rule'
import {
  fieldsToRead,
  mayReadField,
  readableParts,
  rulesOf,
  thresholdOf,
} from '#core/duplicates/rules'
import { E_FORBIDDEN, E_NOT_FOUND, E_UNKNOWN_ENTITY } from '#core/errors/errors'
import type { JobQueue } from '#core/jobs/types'
import type { DuplicateRuleDefinition, EntityDefinition, Json } from '#core/metadata/types'
import type { MetadataSource } from '#core/records/ports'
import type { Records } from '#core/records/records'
import type { RecordRow } from '#core/records/types'
import type { Actor } from '#core/security/types'

/** Pairs that one look goes through; what is merged or set aside makes room for the next. */
const PAIRS = 400
const GROUPS = 50
const PAGE = 200

export interface DuplicatePair {
  a: number
  b: number
  score: number
  reasons: DuplicateReason[]
}
export interface DuplicateGroup {
  score: number
  records: RecordRow[]
  pairs: DuplicatePair[]
}
export interface DuplicateGroups {
  groups: DuplicateGroup[]
  /** Fields that the rules compare and the reader may read. */
  fields: string[]
  more: boolean
}
export interface DuplicateSubject {
  entity: string
  /** Of the last search. */
  finishedAt: string | null
  jobId: number | null
  cut: number
}

interface Parts {
  db: DatabaseConnections
  metadata: MetadataSource
  records: Records
  jobs: JobQueue
  now?: () => Date
}

/**
 * What searches have found, as one person may see it: pairs of which both records may be read, judged again by the values that
 * this person may read, without those that somebody has said are different.
 */
export class DuplicateGroupsService {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Entities with rules that the actor could tidy up. */
  async subjects(actor: Actor): Promise<DuplicateSubject[]> {
    const current = this.#parts.metadata.current()
    const names = [...current.entity.values()]
      .filter(({ name, removed }) => !removed && rulesOf(current, name).length > 0)
      .filter(({ name }) => mayTidy(actor, name))
      .map(({ name }) => name)
    const rows: {
      entity: string
      job_id: number
      finished_at: string | null
      cut: number | null
    }[] = await this.#parts.db.read('duplicate_scans').whereIn('entity', names)
    const scans = new Map(rows.map((row) => [row.entity, row]))
    return names.map((entity) => {
      const scan = scans.get(entity)
      return {
        entity,
        finishedAt: scan?.finished_at ?? null,
        jobId: scan ? Number(scan.job_id) : null,
        cut: Number(scan?.cut ?? 0),
      }
    })
  }

  /** @throws E_UNKNOWN_ENTITY, E_FORBIDDEN, E_NO_DUPLICATE_RULE */
  async groups(actor: Actor, entityName: string): Promise<DuplicateGroups> {
    const { entity, rules } = this.#admit(actor, entityName)
    return this.groupsBy(actor, entity, rules)
  }

  async groupsBy(
    actor: Actor,
    entity: EntityDefinition,
    rules: readonly DuplicateRuleDefinition[]
  ): Promise<DuplicateGroups> {
    const rows: { rule: string; a_id: number; b_id: number }[] = await this.#parts.db
      .read('duplicate_pairs as p')
      .leftJoin('duplicate_dismissals as d', (join) =>
        join.on('d.entity', 'p.entity').andOn('d.a_id', 'p.a_id').andOn('d.b_id', 'p.b_id')
      )
      .where('p.entity', entity.name)
      .whereNull('d.id')
      .orderBy('p.score', 'desc')
      .orderBy('p.id')
      .limit(PAIRS + 1)
      .select('p.rule', 'p.a_id', 'p.b_id')
    const looked = rows.slice(0, PAIRS)
    const readable = new Map(rules.map((rule) => [rule.name, readableParts(actor, rule)]))
    const fields = [...new Set([...readable.values()].flatMap(fieldsOf))]
    const ids = [...new Set(looked.flatMap((row) => [Number(row.a_id), Number(row.b_id)]))]
    const records = await this.#read(actor, entity, rules, readable, ids)
    const pairs = new Map<string, DuplicatePair>()
    for (const { rule: name, a_id: a, b_id: b } of looked) {
      const rule = rules.find((one) => one.name === name)
      const [one, other] = [records.get(Number(a)), records.get(Number(b))]
      if (!rule || !one || !other) continue
      const pair = judged(rule, readable.get(name) ?? {}, one, other)
      const key = `${one.id}-${other.id}`
      if (pair && (pairs.get(key)?.score ?? -1) < pair.score) pairs.set(key, pair)
    }
    const list = [...pairs.values()]
    const plain: Pair[] = list.map(({ a, b, score }) => ({ a, b, score, reasons: [] }))
    const groups = groupPairs(plain).map(({ ids: members, score, pairs: own }) => ({
      score,
      records: members.flatMap((id) => records.get(id) ?? []),
      pairs: own.flatMap(({ a, b }) => pairs.get(`${a}-${b}`) ?? []),
    }))
    return {
      groups: groups.slice(0, GROUPS),
      fields,
      more: rows.length > PAIRS || groups.length > GROUPS,
    }
  }

  async #read(
    actor: Actor,
    entity: EntityDefinition,
    rules: readonly DuplicateRuleDefinition[],
    readable: ReadonlyMap<string, RuleParts>,
    ids: readonly number[]
  ): Promise<Map<number, RecordRow>> {
    const title = mayReadField(actor, entity.name, entity.titleField) ? [entity.titleField] : []
    const wanted = rules.flatMap((rule) => {
      const parts = readable.get(rule.name) ?? {}
      return Object.keys(parts).length > 0 ? fieldsToRead(rule, parts) : []
    })
    const select = [...new Set(['id', 'created_at', 'updated_at', ...title, ...wanted])]
    const found = new Map<number, RecordRow>()
    for (let start = 0; start < ids.length; start += PAGE) {
      const chunk = ids.slice(start, start + PAGE)
      const filter = { path: 'id', op: 'in' as const, value: chunk }
      const query = { entity: entity.name, select, filter, limit: chunk.length }
      for (const row of (await this.#parts.records.query(actor, query)).rows) found.set(row.id, row)
    }
    return found
  }

  /** Starts a search of the whole entity; the running one where there is one. */
  async scan(actor: Actor, entityName: string, title: string): Promise<number> {
    this.#admit(actor, entityName)
    const { db, jobs } = this.#parts
    return db.write.transaction(async (trx) => {
      const options = {
        key: entityName,
        unique: 'unfinished' as const,
        userId: actor.userId,
        title,
      }
      const id = await jobs.enqueue(trx, 'core.duplicates.scan', { entity: entityName }, options)
      const changed = await trx('duplicate_scans')
        .where({ entity: entityName })
        .update({ job_id: id })
      if (changed === 0) await trx('duplicate_scans').insert({ entity: entityName, job_id: id })
      return id
    })
  }

  /** Remembers that records are different, each from each; `false` forgets it. */
  async dismiss(
    actor: Actor,
    entityName: string,
    ids: readonly number[],
    different: boolean
  ): Promise<void> {
    this.#admit(actor, entityName)
    const filter = { path: 'id', op: 'in' as const, value: [...ids] }
    const query = { entity: entityName, select: ['id'], filter, limit: ids.length }
    const page = await this.#parts.records.query(actor, query)
    if (page.rows.length !== ids.length) throw new E_NOT_FOUND({ what: entityName })
    const sorted = ids.toSorted((x, y) => x - y)
    const now = this.#parts.now?.() ?? new Date()
    await this.#parts.db.write.transaction(async (trx) => {
      for (const [at, a] of sorted.entries()) {
        for (const b of sorted.slice(at + 1)) {
          const pair = { entity: entityName, a_id: a, b_id: b }
          await trx('duplicate_dismissals').where(pair).delete()
          if (!different) continue
          const by = { dismissed_by: actor.userId, dismissed_at: now.toISOString() }
          await trx('duplicate_dismissals').insert({ ...pair, ...by })
        }
      }
    })
  }

  #admit(actor: Actor, name: string) {
    const current = this.#parts.metadata.current()
    const entity = current.entity.get(name)
    if (!entity || entity.removed) throw new E_UNKNOWN_ENTITY({ entity: name })
    if (!mayTidy(actor, name)) throw new E_FORBIDDEN({ what: `${name}.update` })
    const rules = rulesOf(current, name)
    if (rules.length === 0) throw new E_NO_DUPLICATE_RULE({ entity: name })
    return { entity, rules }
  }
}

/** Whoever may merge: see core/merge. */
function mayTidy({ access }: Actor, entity: string): boolean {
  return (['read', 'update', 'delete'] as const).every(
    (privilege) => access.depth(entity, privilege) !== 'none'
  )
}

function judged(
  rule: DuplicateRuleDefinition,
  parts: RuleParts,
  one: RecordRow,
  other: RecordRow
): DuplicatePair | null {
  const prepared = (row: RecordRow) => prepareRecord(parts, row as unknown as Record<string, Json>)
  const { score, reasons } = compareRecords(parts, prepared(one), prepared(other))
  if (score < thresholdOf(rule)) return null
  const [a, b] = one.id < other.id ? [one.id, other.id] : [other.id, one.id]
  return { a, b, score, reasons: reasonsOf(rule, parts, reasons) }
}
