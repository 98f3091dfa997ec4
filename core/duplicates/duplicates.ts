import type { Knex } from 'knex'
import { E_FORBIDDEN, E_UNKNOWN_ENTITY } from '#core/errors/errors'
import { E_DUPLICATE_RECORD } from '#core/duplicates/errors'
import type { DatabaseConnections } from '#core/database/types'
import { candidatesOf } from '#core/duplicates/key_table'
import {
  compareRecords,
  fieldsOf,
  partsInUse,
  prepareRecord,
  type RuleParts,
} from '#core/duplicates/kernel/rule'
import {
  fieldsToRead,
  mayReadField,
  readableParts,
  rulesOf,
  takesPart,
} from '#core/duplicates/rules'
import type { DuplicateRuleDefinition, EntityDefinition, Json } from '#core/metadata/types'
import type { FieldValues, RecordHooks, WriteEvent } from '#core/records/hooks'
import type { MetadataSource } from '#core/records/ports'
import type { Records } from '#core/records/records'
import type { RecordRow } from '#core/records/types'
import type { Actor } from '#core/security/types'

/** Why two records may be the same: a part of a rule and the fields that it compares. */
export interface DuplicateReason {
  rule: string
  part: string
  fields: string[]
}
export interface Duplicate {
  entity: string
  id: number
  label: string
  /** 0 to 1. */
  score: number
  /** What says most first. */
  reasons: DuplicateReason[]
  /** A rule refuses the record for being so like this one. */
  blocks: boolean
}

const ANSWERS = 10
/** Records of one answer of the engine. */
const PAGE = 200

interface Parts {
  metadata: MetadataSource
  records: Records
  db: DatabaseConnections
  now?: () => Date
}

/**
 * Finds records that may be the one about to be saved. Only records that the actor may read are named, and only by fields whose
 * values the actor may read: a warning must not tell what a list would hide.
 */
export class Duplicates {
  readonly #parts: Parts
  readonly #now: () => Date

  constructor(parts: Parts) {
    this.#parts = parts
    this.#now = parts.now ?? (() => new Date())
  }

  /**
   * @param values what has been entered so far, by field name
   * @param exclude id of the record that is being edited
   * @throws E_UNKNOWN_ENTITY, E_FORBIDDEN
   */
  async find(
    actor: Actor,
    entityName: string,
    values: FieldValues,
    exclude?: number
  ): Promise<Duplicate[]> {
    const metadata = this.#parts.metadata.current()
    const entity = metadata.entity.get(entityName)
    if (!entity || entity.removed) throw new E_UNKNOWN_ENTITY({ entity: entityName })
    if (actor.access.depth(entityName, 'read') === 'none') {
      throw new E_FORBIDDEN({ what: entityName })
    }
    return this.findBy(actor, rulesOf(metadata, entityName), values, exclude)
  }

  /** The same by given rules of one entity. */
  async findBy(
    actor: Actor,
    rules: readonly DuplicateRuleDefinition[],
    values: FieldValues,
    exclude?: number,
    trx?: Knex.Transaction
  ): Promise<Duplicate[]> {
    const best = new Map<number, Duplicate>()
    for (const rule of rules) {
      for (const found of await this.#byRule(actor, rule, values, exclude, trx)) {
        const other = best.get(found.id)
        const blocks = found.blocks || other?.blocks === true
        const higher = other && other.score >= found.score ? other : found
        best.set(found.id, { ...higher, blocks })
      }
    }
    return [...best.values()].sort((a, b) => b.score - a.score || b.id - a.id).slice(0, ANSWERS)
  }

  async #byRule(
    actor: Actor,
    rule: DuplicateRuleDefinition,
    values: FieldValues,
    exclude?: number,
    trx?: Knex.Transaction
  ): Promise<Duplicate[]> {
    const entity = this.#parts.metadata.current().entity.get(rule.entity)
    if (!entity || !takesPart(rule, entity, values, this.#now())) return []
    const parts = readableParts(actor, rule)
    const entered = prepareRecord(parts, values)
    const found = await candidatesOf(trx ?? this.#parts.db.read, rule, entered)
    const ids = found.filter((id) => id !== exclude).slice(0, PAGE)
    if (ids.length === 0) return []
    const own = exclude === undefined ? null : await this.#own(actor, rule, exclude, trx)
    const rows = await this.#read(actor, entity, rule, parts, ids, trx)
    return rows.flatMap((row) => {
      if (!inScope(actor, rule, row, own)) return []
      const stored = row as unknown as Record<string, Json>
      if (!takesPart(rule, entity, stored, this.#now())) return []
      const { score, reasons } = compareRecords(parts, entered, prepareRecord(parts, stored))
      const blocks = rule.block !== undefined && score >= rule.block
      if (score < rule.warn && !blocks) return []
      return [
        {
          entity: entity.name,
          id: row.id,
          label: String(row[entity.titleField] ?? `#${row.id}`),
          score,
          reasons: reasonsOf(rule, parts, reasons),
          blocks,
        },
      ]
    })
  }

  /** Reads the candidates as the actor: what does not come back does not exist for this person. */
  async #read(
    actor: Actor,
    entity: EntityDefinition,
    rule: DuplicateRuleDefinition,
    parts: RuleParts,
    ids: number[],
    trx?: Knex.Transaction
  ): Promise<RecordRow[]> {
    const title = mayReadField(actor, entity.name, entity.titleField) ? [entity.titleField] : []
    const select = [...new Set(['id', ...title, ...fieldsToRead(rule, parts)])]
    const filter = { path: 'id', op: 'in' as const, value: ids }
    const query = { entity: entity.name, select, filter, limit: ids.length }
    return (await this.#parts.records.query(actor, query, trx ? { trx } : {})).rows
  }

  async #own(actor: Actor, rule: DuplicateRuleDefinition, id: number, trx?: Knex.Transaction) {
    if ((rule.scope ?? 'all') === 'all') return null
    const select = ['id', 'owner_id', 'unit_id']
    const filter = { path: 'id', op: 'eq' as const, value: id }
    const query = { entity: rule.entity, select, filter, limit: 1 }
    const page = await this.#parts.records.query(actor, query, trx ? { trx } : {})
    return page.rows[0] ?? null
  }

  /**
   * Refuses a record where a rule says so. Only what the person may read counts: a refusal must not tell of other records. The
   * system's own writes (synchronisation, jobs) are never refused.
   */
  guard(): RecordHooks {
    return { entity: '*', beforeSave: (event) => this.#refuse(event) }
  }

  async #refuse({ entity, operation, actor, after, changed, id, trx }: WriteEvent): Promise<void> {
    if (actor.kind === 'system' || operation === 'delete') return
    const rules = rulesOf(this.#parts.metadata.current(), entity).filter(
      (rule) =>
        rule.block !== undefined &&
        (operation !== 'update' ||
          fieldsOf(partsInUse(rule)).some((field) => changed.includes(field)))
    )
    if (rules.length === 0 || actor.access.depth(entity, 'read') === 'none') return
    const found = await this.findBy(actor, rules, after, id ?? undefined, trx)
    const other = found.find(({ blocks }) => blocks)
    if (other) throw new E_DUPLICATE_RECORD({ label: other.label, id: other.id })
  }
}

export function reasonsOf(
  rule: DuplicateRuleDefinition,
  parts: RuleParts,
  names: readonly string[]
): DuplicateReason[] {
  return names.map((part) => ({
    rule: rule.name,
    part,
    fields: [...(parts[part]?.fields ?? [])],
  }))
}

const idOf = (value: unknown): number | null => {
  if (typeof value === 'number') return value
  return typeof value === 'object' && value !== null && 'id' in value ? Number(value.id) : null
}

/** What is new belongs to whoever enters it. */
function inScope(
  actor: Actor,
  rule: DuplicateRuleDefinition,
  row: RecordRow,
  own: RecordRow | null
): boolean {
  if (rule.scope === 'owner')
    return idOf(row.owner_id) === (own ? idOf(own.owner_id) : actor.userId)
  if (rule.scope === 'unit') return idOf(row.unit_id) === (own ? idOf(own.unit_id) : actor.unitId)
  return true
}
