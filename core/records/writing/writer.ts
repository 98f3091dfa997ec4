/**
 * The way of every write: hooks → whole-record checks → look-ups → numbers → save → summaries → hooks → audit → events, inside
 * the caller's transaction. Batches first: one record is a batch of one.
 */
import type { Knex } from 'knex'
import type { DialectName } from '#core/database/types'
import type { ErrorDetail } from '#core/errors/coded_error'
import { E_FORBIDDEN, E_STALE_VERSION, E_VALIDATION } from '#core/errors/errors'
import type { AuditEntry } from '#core/security/types'
import { DETAIL } from '#core/records/errors'
import type { RecordHookRegistry } from '#core/records/hook_registry'
import type { FieldValues, RecordHooks, WriteEvent } from '#core/records/hooks'
import type { AuditSink, DefaultEvaluator, EventSink } from '#core/records/ports'
import type { Bound } from '#core/records/query/slots'
import { compileRaw } from '#core/records/query/emission'
import { scopeFragment, sizesOf } from '#core/records/query/scope'
import { bind } from '#core/records/execution/statements'
import { SummaryChanges } from '#core/records/summaries/summaries'
import { giveNumbers } from '#core/records/writing/counters'
import { storedValues, type EntityModel } from '#core/records/writing/entity_model'
import { auditedChanges, changedFields, entryOf } from '#core/records/writing/journal'
import type { ComputedValues } from '#core/records/computed/computed_values'
import { saveLinks } from '#core/records/writing/links'
import type { References } from '#core/records/writing/references'
import type { Loaded } from '#core/records/writing/row_loader'
import { clashesOf, clashesOfMany, isUniqueViolation } from '#core/records/writing/uniqueness'
import { checkWhole } from '#core/records/writing/validate'
import type { WriteContext } from '#core/records/writing/write_context'

export type Operation = WriteEvent['operation']

/** A change of one stored record that is about to be written. */
export interface Pending {
  loaded: Loaded
  /** Checked values of the fields that the caller gave. */
  values: FieldValues
}

export type Outcome = { id: number } | { issues: ErrorDetail[] }

interface Parts {
  knex: Knex
  dialect: DialectName
  hooks: RecordHookRegistry
  references: References
  audit: AuditSink
  events: EventSink
  evaluate: DefaultEvaluator
  computed: ComputedValues
}

type Saved = WriteEvent & { id: number }

async function afterHooks(hooks: readonly RecordHooks[], events: Saved[]): Promise<void> {
  for (const hook of hooks) {
    if (hook.afterSaveMany && (events.length > 1 || !hook.afterSave)) {
      await hook.afterSaveMany(events)
    } else if (hook.afterSave) {
      for (const event of events) await hook.afterSave(event)
    }
  }
}

export class Writer {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** A record without values. Made once for many: copying it is several times faster than putting its fields together. */
  #empty(context: WriteContext, model: EntityModel): Readonly<FieldValues> {
    const nothing = Object.fromEntries(model.list.map(({ name }) => [name, null]))
    return { ...nothing, ...this.#parts.computed.initial(context, model) }
  }

  /** Values of fields that were not given, and the system columns of a new record. */
  #withDefaults(
    context: WriteContext,
    model: EntityModel,
    empty: Readonly<FieldValues>,
    values: FieldValues
  ): FieldValues {
    const { actor, now } = context
    const after: FieldValues = { ...empty, ...values }
    if (values.owner_id === undefined) after.owner_id = actor.userId === 0 ? null : actor.userId
    if (values.unit_id === undefined) after.unit_id = actor.unitId
    after.created_at ??= now.toISOString()
    for (const { name, definition } of model.defaults) {
      if (values[name] !== undefined) continue
      const preset = definition.default
      const isFeel =
        typeof preset === 'object' && preset !== null && !Array.isArray(preset) && 'feel' in preset
      if (isFeel) after[name] = this.#parts.evaluate(String(preset.feel), after)
      else if (preset !== undefined) after[name] = preset
    }
    return after
  }

  #event(
    context: WriteContext,
    model: EntityModel,
    operation: Operation,
    before: FieldValues | null,
    after: FieldValues,
    id: number | null
  ): WriteEvent {
    const { actor, now, trx, origin } = context
    const { channel } = origin
    /** Nobody asks what a new record's fields were changed from but hooks. */
    const needed = operation !== 'create' || this.#parts.hooks.of(model.name).length > 0
    const changed = needed ? changedFields(model, before, after) : []
    return { entity: model.name, id, operation, before, after, changed, actor, channel, now, trx }
  }

  async #beforeHooks(event: WriteEvent, model: EntityModel): Promise<void> {
    const hooks = this.#parts.hooks.of(model.name)
    let ran = false
    for (const hook of hooks) {
      if (!hook.beforeSave) continue
      await hook.beforeSave(event)
      ran = true
    }
    if (ran) event.changed = changedFields(model, event.before, event.after)
  }

  /**
   * Inserts records whose given values were checked. Answers one outcome for each, in order: rows with issues are left out,
   * the others are written. What a hook throws goes through.
   */
  async create(
    context: WriteContext,
    model: EntityModel,
    inputs: readonly FieldValues[],
    details?: AuditEntry['details']
  ): Promise<{ outcomes: Outcome[]; saved: Saved[] }> {
    const outcomes = new Array<Outcome>(inputs.length)
    const candidates: { place: number; event: WriteEvent; given: ReadonlySet<string> }[] = []
    const empty = this.#empty(context, model)
    for (const [place, input] of inputs.entries()) {
      const after = this.#withDefaults(context, model, empty, input)
      const event = this.#event(context, model, 'create', null, after, null)
      await this.#beforeHooks(event, model)
      const issues = checkWhole(model, event.after)
      if (issues.length > 0) outcomes[place] = { issues }
      else candidates.push({ place, event, given: new Set(Object.keys(input)) })
    }
    const good = await this.#withoutClashes(context, model, candidates, outcomes)
    const saved = await this.#insert(context, model, good, outcomes)
    await this.#conclude(context, model, saved, 'create', details)
    return { outcomes, saved }
  }

  async #withoutClashes<T extends { place: number; event: WriteEvent; given: ReadonlySet<string> }>(
    context: WriteContext,
    model: EntityModel,
    candidates: T[],
    outcomes: Outcome[]
  ): Promise<T[]> {
    const rows = candidates.map(({ event, given }) => ({ after: event.after, given }))
    const broken = await this.#parts.references.check(context, model, rows)
    if (candidates.length > 1 && model.unique.length > 0) {
      const values = candidates.map(({ event }) => event.after)
      const clashes = await clashesOfMany(context, model, values, this.#parts.dialect)
      for (const [row, issues] of clashes) broken.set(row, [...(broken.get(row) ?? []), ...issues])
    }
    if (broken.size === 0) return candidates
    return candidates.filter(({ place }, row) => {
      const issues = broken.get(row)
      if (issues) outcomes[place] = { issues }
      return !issues
    })
  }

  async #insert(
    context: WriteContext,
    model: EntityModel,
    rows: readonly { place: number; event: WriteEvent }[],
    outcomes: Outcome[]
  ): Promise<Saved[]> {
    if (rows.length === 0) return []
    const { dialect } = this.#parts
    const { session, now } = context
    const values = rows.map(({ event }) => event.after)
    await giveNumbers(session, dialect, model, values, now)
    await this.#parts.computed.fillFormulas(context, model, values)
    const stored = values.map((after) => this.#storedRow(context, model, after))
    const ids = await this.#guard(context, model, values, () =>
      stored.length === 1
        ? session.insert(model.table, model.columns, stored[0] as Bound[]).then((id) => [id])
        : session.insertMany(model.table, model.columns, stored)
    )
    return rows.map(({ place, event }, index) => {
      const id = ids[index] as number
      outcomes[place] = { id }
      return Object.assign(event, { id })
    })
  }

  #storedRow(context: WriteContext, model: EntityModel, after: FieldValues): Bound[] {
    const { actor, now } = context
    const { dialect } = this.#parts
    const at = (instant: string) => (dialect === 'mssql' ? instant.replace(/Z$/, '') : instant)
    const stamp = at(now.toISOString())
    const row: Bound[] = [
      (after.owner_id ?? null) as Bound,
      (after.unit_id ?? null) as Bound,
      at(String(after.created_at)),
      actor.userId || null,
      stamp,
      actor.userId || null,
      1,
    ]
    for (const field of model.list) {
      const value = after[field.name] ?? null
      if (value === null) for (let part = 0; part < field.parts.length; part++) row.push(null)
      else row.push(...storedValues(field, value, dialect))
    }
    return row
  }

  /** Turns the refusal of a unique index into an error that names the fields. */
  async #guard<T>(
    context: WriteContext,
    model: EntityModel,
    values: readonly FieldValues[],
    work: () => Promise<T>,
    id: number | null = null
  ): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!isUniqueViolation(error)) throw error
      const issues: ErrorDetail[] = []
      for (const row of values) {
        issues.push(...(await clashesOf(context, model, row, id, this.#parts.dialect)))
      }
      throw new E_VALIDATION({}, issues, { cause: error })
    }
  }

  async #conclude(
    context: WriteContext,
    model: EntityModel,
    saved: Saved[],
    operation: Operation,
    details?: AuditEntry['details']
  ): Promise<void> {
    if (saved.length === 0) return
    if (operation === 'create' || operation === 'update') await saveLinks(context, model, saved)
    if (model.summaries.length > 0) {
      const summary = new SummaryChanges(model, this.#parts.dialect)
      for (const { before, after } of saved) {
        if (before && operation !== 'restore') summary.add(before, -1)
        if (operation !== 'delete') summary.add(after, 1)
      }
      await summary.save(context.session)
    }
    await this.#parts.computed.afterWrite(context, model, saved, operation)
    const hooks = this.#parts.hooks.of(model.name)
    if (hooks.length > 0) await afterHooks(hooks, saved)
    if (model.audited) {
      await this.#parts.audit.append(
        context.trx,
        this.#entries(context, model, saved, operation, details)
      )
    }
    this.#announce(context, model, saved, operation)
  }

  /** A batch of new records is one entry that lists them; each change or deletion is an entry of its own. */
  #entries(
    context: WriteContext,
    model: EntityModel,
    saved: readonly Saved[],
    operation: Operation,
    details?: AuditEntry['details']
  ): AuditEntry[] {
    const action = { create: 'created', update: 'updated', delete: 'deleted', restore: 'restored' }
    const name = `record.${action[operation]}`
    if (operation === 'create' && saved.length > 1) {
      const ids = saved.map(({ id }) => id)
      const list = { ids, ...(details === undefined ? {} : { source: details }) }
      return [entryOf(context, 'records.created', model.name, undefined, { details: list })]
    }
    const entries: AuditEntry[] = []
    for (const { id, before, after, changed } of saved) {
      if (operation !== 'update') {
        entries.push(
          entryOf(context, name, model.name, id, details === undefined ? {} : { details })
        )
        continue
      }
      const changes = auditedChanges(model, before ?? {}, after, changed)
      if (Object.keys(changes).length > 0) {
        entries.push(entryOf(context, name, model.name, id, { changes }))
      }
    }
    return entries
  }

  #announce(
    { trx }: WriteContext,
    model: EntityModel,
    saved: readonly Saved[],
    operation: Operation
  ): void {
    const { events } = this.#parts
    const entity = model.name
    if (saved.length > 1) {
      events.emitAfterCommit(trx, 'records.changed', { entity, ids: saved.map(({ id }) => id) })
      return
    }
    for (const { id, changed } of saved) {
      if (operation === 'update') {
        events.emitAfterCommit(trx, 'record.updated', { entity, id, fields: changed })
      } else if (operation === 'delete')
        events.emitAfterCommit(trx, 'record.deleted', { entity, id })
      else events.emitAfterCommit(trx, 'record.created', { entity, id })
    }
  }

  /**
   * Writes changes of stored records. Throws E_VALIDATION for the first record that does not pass; nothing of the batch is
   * written then. Records that would not change are left alone.
   */
  async update(
    context: WriteContext,
    model: EntityModel,
    pending: readonly Pending[]
  ): Promise<Map<number, number>> {
    const versions = new Map<number, number>()
    const saved: Saved[] = []
    for (const { loaded, values } of pending) {
      const after = { ...loaded.values, ...values }
      await this.#keepHidden(context, model, loaded.values, after, Object.keys(values))
      const event = this.#event(context, model, 'update', loaded.values, after, loaded.id)
      await this.#beforeHooks(event, model)
      versions.set(loaded.id, loaded.version)
      if (event.changed.length === 0) continue
      const given = new Set(event.changed)
      const issues = checkWhole(model, event.after, given)
      const broken = await this.#parts.references.check(context, model, [
        {
          after: event.after,
          before: loaded.values,
          given: new Set(Object.keys(values).filter((name) => given.has(name))),
        },
      ])
      issues.push(...(broken.get(0) ?? []))
      if (issues.length > 0) throw new E_VALIDATION({}, issues)
      await this.#parts.computed.fillFormulas(context, model, [event.after])
      event.changed = changedFields(model, event.before, event.after)
      await this.#save(context, model, loaded, event)
      versions.set(loaded.id, loaded.version + 1)
      saved.push(Object.assign(event, { id: loaded.id }))
    }
    await this.#conclude(context, model, saved, 'update')
    return versions
  }

  async #keepHidden(
    context: WriteContext,
    model: EntityModel,
    before: FieldValues,
    after: FieldValues,
    given: readonly string[]
  ): Promise<void> {
    if (model.linked.length === 0) return
    const hidden = await this.#parts.references.hidden(context, model, before, given)
    for (const [name, ids] of hidden) {
      const own = Array.isArray(after[name]) ? after[name].map(Number) : []
      const guessed = own.find((id) => ids.includes(id))
      if (guessed !== undefined) {
        /** As for any record that the writer may not see, linked or not: nobody learns by guessing. */
        const params = { entity: model.name, id: guessed }
        throw new E_VALIDATION({}, [{ path: name, code: DETAIL.noSuchRecord, params }])
      }
      after[name] = [...new Set([...own, ...ids])].sort((a, b) => a - b)
    }
  }

  async #save(
    context: WriteContext,
    model: EntityModel,
    loaded: Loaded,
    { after, changed }: WriteEvent
  ): Promise<void> {
    const columns: string[] = []
    const values: Bound[] = []
    for (const name of changed) {
      const field = model.fields.get(name)
      if (field) {
        columns.push(...field.parts.map(({ column }) => column))
        values.push(...storedValues(field, after[name] ?? null, this.#parts.dialect))
      } else if (name !== 'created_at') {
        columns.push(name)
        values.push((after[name] ?? null) as Bound)
      }
    }
    await this.#guard(
      context,
      model,
      [after],
      () => this.#touch(context, model, loaded, columns, values),
      loaded.id
    )
  }

  /** One row, under the optimistic lock. */
  async #touch(
    context: WriteContext,
    model: EntityModel,
    { id, version }: Pick<Loaded, 'id' | 'version'>,
    columns: readonly string[],
    values: readonly Bound[]
  ): Promise<void> {
    const { knex, dialect } = this.#parts
    const stamp = context.now.toISOString()
    const names = [...columns, 'updated_at', 'updated_by']
    const { sql } = compileRaw(knex, dialect, {
      sql: `update ?? set ${names.map(() => '?? = ?').join(', ')}, ?? = ?? + 1 where ?? = ? and ?? = ?`,
      bindings: [
        model.table,
        ...names.flatMap((name) => [name, 0]),
        'version',
        'version',
        'id',
        0,
        'version',
        0,
      ],
    })
    const changed = await context.session.change(sql, [
      ...values,
      dialect === 'mssql' ? stamp.replace(/Z$/, '') : stamp,
      context.actor.userId || null,
      id,
      version,
    ])
    if (changed !== 1) throw new E_STALE_VERSION({ current: version })
  }

  /** Soft deletion and its undoing. */
  async setDeleted(
    context: WriteContext,
    model: EntityModel,
    records: readonly Loaded[],
    deleted: boolean
  ): Promise<void> {
    const operation = deleted ? 'delete' : 'restore'
    const saved: Saved[] = []
    const { dialect } = this.#parts
    const stamp = context.now.toISOString()
    for (const loaded of records) {
      const event = this.#event(context, model, operation, loaded.values, loaded.values, loaded.id)
      await this.#beforeHooks(event, model)
      const value = deleted ? (dialect === 'mssql' ? stamp.replace(/Z$/, '') : stamp) : null
      await this.#guard(
        context,
        model,
        [loaded.values],
        () => this.#touch(context, model, loaded, ['deleted_at'], [value]),
        loaded.id
      )
      saved.push(Object.assign(event, { id: loaded.id }))
    }
    await this.#conclude(context, model, saved, operation)
  }

  /** Refuses a write whose result lies outside the depth of a privilege: records given away, or created for others. */
  async requireWithin(
    context: WriteContext,
    model: EntityModel,
    ids: readonly number[],
    privilege: 'assign' | 'create'
  ): Promise<void> {
    const { actor, session, now } = context
    const depth = actor.access.depth(model.name, privilege)
    if (depth === 'all') return
    if (depth === 'none') throw new E_FORBIDDEN({ what: `${model.name}.${privilege}` })
    const scope = scopeFragment('t0', depth, sizesOf(actor), this.#parts.dialect, null)
    for (const id of ids) {
      const statement = compileRaw(this.#parts.knex, this.#parts.dialect, {
        sql: `select 1 from ?? as ?? where ?? = ? and (${scope.sql})`,
        bindings: [model.table, 't0', 't0.id', id, ...scope.bindings],
      })
      const bound = bind(statement, { values: [], actor, now, cursor: [] })
      const rows = await session.rows(statement.sql, bound)
      if (rows.length === 0) throw new E_FORBIDDEN({ what: `${model.name}.${privilege}` })
    }
  }
}
