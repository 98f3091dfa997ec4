import type { Knex } from 'knex'
import type { DatabaseConnections } from '#core/database/types'
import { E_FORBIDDEN, E_VALIDATION } from '#core/errors/errors'
import { compileForm, type CompiledForm, type Repeater } from '#core/forms/compiled_form'
import { elementState, type FormContext } from '#core/forms/form_state'
import type { JsonRecord } from '#core/forms/form_saving'
import type { FormDefinition } from '#core/forms/model'
import type { FormVersionStore } from '#core/design/form_version_store'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { EntityDefinition } from '#core/metadata/types'
import { visibleForm } from '#core/metadata/visible_forms'
import type { Actor, Origin } from '#core/security/types'
import { E_UNKNOWN_FORM } from '#core/records/forms/form_errors'
import { judgeForm, type JudgedForm } from '#core/records/forms/form_input'
import {
  mergedRows,
  plainValues,
  relationOf,
  sentRows,
  storedRows,
  writeRows,
} from '#core/records/forms/form_rows'
import type { MetadataSource } from '#core/records/ports'
import type { Records } from '#core/records/records'
import type { RecordInput, RecordRow } from '#core/records/types'

export interface FormWritesParts {
  db: DatabaseConnections
  metadata: MetadataSource
  records: Records
  types: FieldTypes
  versions: FormVersionStore
  /** Reads what the form must know whoever sends it. */
  system: Actor
  now: () => Date
}

/** What a form needs of one write. */
interface Filling {
  form: FormDefinition
  entity: EntityDefinition
  compiled: CompiledForm
  shown: ReadonlySet<string>
  context: FormContext
}

/** Rows of one repeater: all, those that the sender sees, and those sent. */
interface RepeatedRows {
  repeater: Repeater
  visible: JsonRecord[]
  sent: JsonRecord[] | null
}

/**
 * Writes that were made through a form: checked by the form's rules with the very functions that the browser runs, calculated values
 * worked out here whatever was sent, and rows saved with their record in one transaction. The form is the whole one, over all stored
 * values; only what its sender cannot see or write is not asked of them. Row scopes and field access apply as to every write.
 */
export class FormWrites {
  readonly #parts: FormWritesParts

  constructor(parts: FormWritesParts) {
    this.#parts = parts
  }

  /** @throws E_UNKNOWN_FORM, E_VALIDATION with a detail for each input, and what `Records.create` throws. */
  create(
    actor: Actor,
    origin: Origin,
    entity: string,
    formName: string,
    sent: RecordInput
  ): Promise<RecordRow> {
    if (actor.access.depth(entity, 'create') === 'none') {
      throw new E_FORBIDDEN({ what: `${entity}.create` })
    }
    const filling = this.#filling(actor, entity, formName)
    return this.#parts.db.write.transaction(async (trx) => {
      const rows = this.#newRows(filling, sent)
      const judged = this.#judge(actor, filling, null, sent, rows)
      const { records } = this.#parts
      const { values, computed } = judged
      const record = await records.create(actor, origin, entity, values, { trx, computed })
      await this.#writeRows(actor, origin, trx, filling, judged, record.id, rows)
      await this.#pin(trx, filling, record.id)
      return this.#answer(actor, entity, record, trx)
    })
  }

  /**
   * As `create`, in the caller's transaction where one is given; @throws E_NOT_FOUND, E_FORBIDDEN and E_STALE_VERSION before the form is
   * looked at.
   */
  update(
    actor: Actor,
    origin: Origin,
    entity: string,
    id: number,
    formName: string,
    sent: RecordInput,
    version: number,
    given?: Knex.Transaction
  ): Promise<RecordRow> {
    const today = this.#filling(actor, entity, formName)
    const { records, db, system } = this.#parts
    const inside = async (trx: Knex.Transaction) => {
      const filling = await this.#keptFilling(trx, actor, today, id)
      const { access } = await records.getWithRights(actor, entity, id, { trx })
      if (!access.update) throw new E_FORBIDDEN({ what: `${entity}.update` })
      const stored = plainValues(await records.get(system, entity, id, { trx }))
      const rows = await this.#rowsOf(actor, filling, stored, id, sent, trx)
      const judged = this.#judge(actor, filling, stored, sent, rows)
      const { values, computed } = judged
      const record = await records.update(actor, origin, entity, id, values, {
        trx,
        version,
        computed,
      })
      await this.#writeRows(actor, origin, trx, filling, judged, id, rows)
      await this.#pin(trx, filling, id)
      return this.#answer(actor, entity, record, trx)
    }
    return given ? inside(given) : db.write.transaction(inside)
  }

  /**
   * The version that a record was filled in with, as far as the reader may see it; null where that is the form of today or the
   * entity does not ask for it.
   *
   * @throws E_NOT_FOUND, E_UNKNOWN_FORM
   */
  async kept(
    actor: Actor,
    entity: string,
    id: number,
    formName: string
  ): Promise<FormDefinition | null> {
    const today = this.#filling(actor, entity, formName)
    const { records, db } = this.#parts
    await records.get(actor, entity, id, { select: ['id'] })
    const kept = await this.#keptForm(db.read, today, id)
    return kept && this.#sight(actor, kept)
  }

  /** Who gets a form is as it is today; what it asks is as it was. */
  async #keptForm(
    knex: Knex | Knex.Transaction,
    { entity, form }: Filling,
    id: number
  ): Promise<FormDefinition | null> {
    if (!entity.keepFormVersion) return null
    const version = await this.#parts.versions.pinned(knex, entity.name, id, form.name)
    if (!version) return null
    const asked = { ...version.definition }
    for (const whom of ['roles', 'when', 'removed'] as const) delete asked[whom]
    return {
      ...asked,
      ...(form.roles ? { roles: form.roles } : {}),
      ...(form.when === undefined ? {} : { when: form.when }),
    }
  }

  async #keptFilling(
    trx: Knex.Transaction,
    actor: Actor,
    today: Filling,
    id: number
  ): Promise<Filling> {
    const kept = await this.#keptForm(trx, today, id)
    return kept ? this.#fillingOf(actor, today.entity, kept) : today
  }

  async #pin(trx: Knex.Transaction, { entity, form }: Filling, id: number): Promise<void> {
    if (!entity.keepFormVersion) return
    const { versions, now, metadata } = this.#parts
    const current = metadata.current().form.get(form.name)
    if (current) await versions.pin(trx, entity.name, id, current, now())
  }

  #sight(actor: Actor, form: FormDefinition): FormDefinition | null {
    const sight = { metadata: this.#parts.metadata.current(), access: actor.access }
    return visibleForm(sight, form, actor.access.can('core.customise') ? null : actor.roles)
  }

  #filling(actor: Actor, entityName: string, formName: string): Filling {
    const metadata = this.#parts.metadata.current()
    const form = metadata.form.get(formName)
    const entity = metadata.entity.get(entityName)
    if (!form || form.removed || !entity || form.entity !== entityName) {
      throw new E_UNKNOWN_FORM({ form: formName })
    }
    return this.#fillingOf(actor, entity, form)
  }

  #fillingOf(actor: Actor, entity: EntityDefinition, form: FormDefinition): Filling {
    const metadata = this.#parts.metadata.current()
    const visible = this.#sight(actor, form)
    if (!visible) throw new E_UNKNOWN_FORM({ form: form.name })
    return {
      form,
      entity,
      compiled: compileForm(form, entity, (name) => metadata.entity.get(name)),
      shown: new Set(Object.keys(visible.elements)),
      context: {
        now: this.#parts.now().toISOString(),
        user: { id: actor.userId, name: actor.name, roles: [...actor.roles] },
        types: this.#parts.types,
      },
    }
  }

  #relations({ compiled }: Filling): Repeater[] {
    return [...compiled.repeaters.values()].filter((repeater) => relationOf(repeater) !== null)
  }

  #newRows(filling: Filling, sent: RecordInput): RepeatedRows[] {
    return this.#relations(filling).map((repeater) => {
      const { key } = repeater.input
      return { repeater, visible: [], sent: key in sent ? sentRows(sent[key] ?? [], key) : null }
    })
  }

  /** Puts into `stored` the rows that are there, and into `sent` those that will be. */
  async #rowsOf(
    actor: Actor,
    filling: Filling,
    stored: JsonRecord,
    id: number,
    sent: RecordInput,
    trx: Knex.Transaction
  ): Promise<RepeatedRows[]> {
    const { records, system } = this.#parts
    const found: RepeatedRows[] = []
    for (const repeater of this.#relations(filling)) {
      const relation = relationOf(repeater)
      if (!relation) continue
      const { key } = repeater.input
      const all = await storedRows({ records, trx }, system, relation, filling.entity.name, id)
      stored[key] = all
      if (!(key in sent)) continue
      const visible = await storedRows({ records, trx }, actor, relation, filling.entity.name, id)
      const own = sentRows(sent[key] ?? [], key)
      sent[key] = mergedRows(all, visible, own)
      found.push({ repeater, visible, sent: own })
    }
    return found
  }

  #judge(
    actor: Actor,
    { compiled, form, shown, context, entity }: Filling,
    stored: JsonRecord | null,
    sent: RecordInput,
    rows: readonly RepeatedRows[]
  ): JudgedForm {
    const judged = judgeForm({
      compiled,
      answersField: form.answersField,
      context,
      language: actor.language,
      shown,
      mayWrite: (field) => actor.access.field(entity.name, field) === 'write',
      stored,
      sent,
    })
    for (const { repeater } of rows) delete judged.values[repeater.input.key]
    if (judged.issues.length > 0) throw new E_VALIDATION({}, judged.issues)
    return judged
  }

  async #writeRows(
    actor: Actor,
    origin: Origin,
    trx: Knex.Transaction,
    { entity }: Filling,
    { state }: JudgedForm,
    id: number,
    rows: readonly RepeatedRows[]
  ): Promise<void> {
    const { records } = this.#parts
    const parent = { entity: entity.name, id }
    for (const { repeater, sent, visible } of rows) {
      const { element } = repeater.input
      if (!sent || !elementState(state, element).visible) continue
      await writeRows({ records, actor, origin, trx }, repeater, state, parent, sent, visible)
    }
  }

  /** Once more, because saving the rows may have changed the record (roll-ups). */
  async #answer(
    actor: Actor,
    entity: string,
    record: RecordRow,
    trx: Knex.Transaction
  ): Promise<RecordRow> {
    if (actor.access.depth(entity, 'read') === 'none' || Object.keys(record).length <= 2)
      return record
    return this.#parts.records.get(actor, entity, record.id, { trx })
  }
}
