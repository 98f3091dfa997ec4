import type { Database } from '#core/database/database'
import type { Metadata } from '#core/metadata/metadata'
import type { EntityDefinition } from '#core/metadata/types'
import { E_FORBIDDEN, E_UNKNOWN_ENTITY } from '#core/errors/errors'
import type { FieldValues } from '#core/records/hooks'
import type { Records } from '#core/records/records'
import type { Filter, RecordRow } from '#core/records/types'
import type { Actor } from '#core/security/types'
import { phoneFieldsOf } from '../phones/phone_fields.js'
import { PHONE_TABLE, type PhoneIndex } from '../phones/phone_index.js'
import {
  REASONS,
  duplicateRule,
  likelihood,
  nameReason,
  type DuplicateReason,
} from './duplicate_rules.js'
import { NAME_TABLE } from './name_index_hooks.js'
import { nameKey } from './names.js'

export interface Duplicate {
  entity: string
  id: number
  label: string
  /** Strongest first. */
  reasons: DuplicateReason[]
  /** 0 to 1. */
  likelihood: number
}

/** Candidates looked at by each hint; more say that the hint is worth nothing (a switchboard's number). */
const CANDIDATES = 50
const ANSWERS = 10

type Hints = Map<number, Partial<Record<DuplicateReason, number>>>

/**
 * Finds records that may be the one about to be made. Only records that the actor may read are named, and only by fields whose
 * values the actor may read: a warning must not tell what a list would hide.
 */
export class Duplicates {
  readonly #database: Database
  readonly #metadata: Metadata
  readonly #records: Records
  readonly #phones: PhoneIndex

  constructor(database: Database, metadata: Metadata, records: Records, phones: PhoneIndex) {
    this.#database = database
    this.#metadata = metadata
    this.#records = records
    this.#phones = phones
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
    const entity = this.#metadata.current().entity.get(entityName)
    if (!entity || entity.removed) throw new E_UNKNOWN_ENTITY({ entity: entityName })
    if (actor.access.depth(entityName, 'read') === 'none') {
      throw new E_FORBIDDEN({ what: entityName })
    }
    const hints: Hints = new Map()
    await this.#byPhone(actor, entity, values, hints)
    await this.#byValue(actor, entity, values, hints)
    const named = await this.#byName(actor, entity, values)
    for (const id of named) if (!hints.has(id)) hints.set(id, {})
    if (exclude !== undefined) hints.delete(exclude)
    if (hints.size === 0) return []
    return this.#judge(actor, entity, values, hints)
  }

  async #byPhone(actor: Actor, entity: EntityDefinition, values: FieldValues, hints: Hints) {
    const fields = phoneFieldsOf(entity).filter((field) => readable(actor, entity.name, field))
    const numbers = fields
      .map((field) => values[field])
      .filter((value): value is string => typeof value === 'string')
      .map((value) => this.#phones.normalise(value))
      .filter((number): number is string => number !== null)
    if (numbers.length === 0) return
    const rows: { record_id: number }[] = await this.#database
      .read(PHONE_TABLE)
      .select('record_id')
      .where({ entity: entity.name })
      .whereIn('number', numbers)
      .whereIn('field', fields)
      .orderBy('record_id', 'desc')
      .limit(CANDIDATES)
    for (const row of rows) hint(hints, row.record_id, 'phone')
  }

  /** Equal e-mail addresses and national ids, asked through the record engine: scopes and field access apply there. */
  async #byValue(actor: Actor, entity: EntityDefinition, values: FieldValues, hints: Hints) {
    const { nationalId } = duplicateRule(entity)
    for (const [field, definition] of Object.entries(entity.fields)) {
      const value = values[field]
      if (typeof value !== 'string' || value.trim() === '') continue
      const reason =
        definition.type === 'email' ? 'email' : field === nationalId ? 'national_id' : null
      if (reason === null || !readable(actor, entity.name, field)) continue
      const page = await this.#records.query(actor, {
        entity: entity.name,
        select: ['id'],
        filter: { path: field, op: 'eq', value: value.trim() },
        limit: CANDIDATES,
      })
      for (const row of page.rows) hint(hints, row.id, reason)
    }
  }

  async #byName(actor: Actor, entity: EntityDefinition, values: FieldValues): Promise<Set<number>> {
    const found = new Set<number>()
    if (!readable(actor, entity.name, entity.titleField)) return found
    const key = nameKey(enteredName(duplicateRule(entity).nameParts, values))
    if (key === '') return found
    const rows: { record_id: number }[] = await this.#database
      .read(NAME_TABLE)
      .select('record_id')
      .where({ entity: entity.name, name_key: key })
      .orderBy('record_id', 'desc')
      .limit(CANDIDATES)
    for (const row of rows) found.add(row.record_id)
    return found
  }

  /** Reads the candidates as the actor: what does not come back does not exist for this person. */
  async #judge(
    actor: Actor,
    entity: EntityDefinition,
    values: FieldValues,
    hints: Hints
  ): Promise<Duplicate[]> {
    const ids = [...hints.keys()].slice(0, CANDIDATES * REASONS.length)
    const filter: Filter = { path: 'id', op: 'in', value: ids }
    const shown = readable(actor, entity.name, entity.titleField) ? [entity.titleField] : []
    const page = await this.#records.query(actor, {
      entity: entity.name,
      select: ['id', ...shown],
      filter,
      limit: ids.length,
    })
    const entered = enteredName(duplicateRule(entity).nameParts, values)
    return page.rows
      .flatMap((row) => this.#answer(entity, row, hints.get(row.id) ?? {}, entered))
      .sort((a, b) => b.likelihood - a.likelihood || b.id - a.id)
      .slice(0, ANSWERS)
  }

  #answer(
    entity: EntityDefinition,
    row: RecordRow,
    reasons: Partial<Record<DuplicateReason, number>>,
    entered: string
  ): Duplicate[] {
    const label = String(row[entity.titleField] ?? `#${row.id}`)
    const name = entered === '' ? null : nameReason(entered, label)
    const all = name === null ? reasons : { ...reasons, name }
    const given = REASONS.filter((reason) => all[reason] !== undefined)
    if (given.length === 0) return []
    return [{ entity: entity.name, id: row.id, label, reasons: given, likelihood: likelihood(all) }]
  }
}

function hint(hints: Hints, id: number, reason: DuplicateReason): void {
  hints.set(id, { ...hints.get(id), [reason]: 1 })
}

function readable(actor: Actor, entity: string, field: string): boolean {
  const level = actor.access.field(entity, field)
  return level === 'read' || level === 'write'
}

function enteredName(parts: readonly string[], values: FieldValues): string {
  return parts
    .map((part) => values[part])
    .filter((value): value is string => typeof value === 'string')
    .join(' ')
}
