import type { Knex } from 'knex'
import type { DialectName } from '#core/database/types'
import { compileFeel } from '#core/expressions/compiled_feel'
import { feelContext, fromFeelValue, toFeelValue } from '#core/expressions/record_context'
import { fromScaled, toScaled } from '#core/metadata/field_types/exact_number'
import { isObject } from '#core/metadata/layers/types'
import { readAs } from '#core/metadata/field_types/shapes'
import type { FieldOf, Json } from '#core/metadata/types'
import type { AggregateQuery, Filter } from '#core/records/types'
import type { FieldValues, WriteEvent } from '#core/records/hooks'
import type { EventSink } from '#core/records/ports'
import { compileRaw } from '#core/records/query/emission'
import type { Bound } from '#core/records/query/slots'
import type { Reads } from '#core/records/reads'
import { SYSTEM_FIELD_DEFINITIONS } from '#core/records/system_fields'
import { computationOf, type RollupUse } from '#core/records/computed/dependents'
import type { RecomputePayload, RecomputeQueue } from '#core/records/computed/recompute'
import {
  sameValue,
  storedValues,
  type EntityModel,
  type EntityModels,
} from '#core/records/writing/entity_model'
import type { Loaded, RowLoader } from '#core/records/writing/row_loader'
import type { WriteContext } from '#core/records/writing/write_context'
import { SYSTEM_ACTOR } from '#core/security/system_actor'

interface Parts {
  knex: Knex
  dialect: DialectName
  models: EntityModels
  loader: RowLoader
  reads: Pick<Reads, 'aggregate'>
  events: EventSink
  queue: RecomputeQueue | null
}

/** Parents in one question; a list in a query holds 500 values. */
const CHUNK = 200
/** Roll-ups of roll-ups of … : definitions may not go round, so this is never reached. */
const MAX_LEVELS = 16

type Change = {
  id: number
  before: FieldValues | null
  after: FieldValues
  changed: ReadonlySet<string>
}

/**
 * Keeps formulas and roll-ups right. Formulas are part of the write of their record. Roll-ups are computed anew from the children
 * of every parent that a write touched, inside its transaction: nothing is added up over time, so nothing can drift. What was
 * worked out counts as no change by a person: no version, no history, no hook.
 */
export class ComputedValues {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** What a new record's roll-ups say before it has children. */
  initial(context: WriteContext, model: EntityModel): FieldValues {
    const values: FieldValues = {}
    for (const [name, field] of computationOf(context.metadata, model.name).rollups) {
      values[name] = emptyResult(field)
    }
    return values
  }

  /** Works the formulas out over the values of each record, in place. */
  async fillFormulas(
    context: WriteContext,
    model: EntityModel,
    rows: readonly FieldValues[]
  ): Promise<void> {
    const { formulas } = computationOf(context.metadata, model.name)
    if (formulas.length === 0 || rows.length === 0) return
    const others = await this.#loadThrough(context, model, rows)
    const now = context.now.toISOString()
    const fields = { ...GIVEN_FIELDS, ...model.definition.fields }
    for (const values of rows) {
      const names = feelContext(fields, values)
      for (const [lookup, loaded] of others) {
        const other = loaded.records.get(Number(values[lookup]))
        names[lookup] = other
          ? { id: other.id, ...feelContext(loaded.model.definition.fields, other.values) }
          : null
      }
      for (const { name, field, names: named } of formulas) {
        const given = onlyNamed(names, named, others)
        const { value } = compileFeel(field.expression).run((one) => given[one], now)
        const result = fromFeelValue(value, field)
        values[name] = result
        names[name] = toFeelValue(result, field)
      }
    }
  }

  /** The records that formulas read through look-ups, by look-up. */
  async #loadThrough(
    context: WriteContext,
    model: EntityModel,
    rows: readonly FieldValues[]
  ): Promise<Map<string, { model: EntityModel; records: Map<number, Loaded> }>> {
    const found = new Map<string, { model: EntityModel; records: Map<number, Loaded> }>()
    for (const { through } of computationOf(context.metadata, model.name).formulas) {
      for (const [lookup, target] of through) {
        const other = this.#parts.models.get(context.metadata, target)
        if (!other || found.has(lookup)) continue
        const ids = [...new Set(rows.map((values) => values[lookup]))].filter(
          (id): id is number => typeof id === 'number'
        )
        const records = await this.#parts.loader.load(context, other, ids, 'read')
        found.set(lookup, { model: other, records })
      }
    }
    return found
  }

  /** Brings what depends on written records along. */
  async afterWrite(
    context: WriteContext,
    model: EntityModel,
    saved: readonly (WriteEvent & { id: number })[],
    operation: WriteEvent['operation']
  ): Promise<void> {
    const { over, through } = computationOf(context.metadata, model.name)
    if (over.length === 0 && through.length === 0) return
    const whole = operation !== 'update'
    const changes = saved.map(({ id, before, after, changed }): Change => ({
      id,
      before: operation === 'create' ? null : before,
      after,
      changed: new Set(whole ? Object.keys(after) : changed),
    }))
    await this.#spread(context, model, changes, whole, 0)
  }

  async #spread(
    context: WriteContext,
    model: EntityModel,
    changes: readonly Change[],
    whole: boolean,
    level: number
  ): Promise<void> {
    const { over, through } = computationOf(context.metadata, model.name)
    if (changes.length === 0 || level > MAX_LEVELS) return
    for (const { entity, lookup, inputs } of through) {
      const targets = changes.filter(
        ({ changed, before }) => before !== null && meets(inputs, changed)
      )
      if (targets.length === 0) continue
      await this.#defer(context, {
        entity,
        by: lookup,
        targets: targets.map(({ id }) => id),
        after: 0,
      })
    }
    const parents = new Map<string, { uses: RollupUse[]; ids: Set<number> }>()
    for (const use of over) {
      const ids = changes
        .filter(({ changed }) => whole || meets(use.inputs, changed))
        .flatMap(({ before, after }) => [before?.[use.inverse], after[use.inverse]])
        .filter((id): id is number => typeof id === 'number')
      if (ids.length === 0) continue
      const touched = parents.get(use.parent) ?? { uses: [], ids: new Set<number>() }
      touched.uses.push(use)
      for (const id of ids) touched.ids.add(id)
      parents.set(use.parent, touched)
    }
    for (const [name, { uses, ids }] of parents) {
      const parent = this.#parts.models.get(context.metadata, name)
      if (!parent) continue
      const later = uses.filter(({ field }) => field.recompute === 'job')
      if (later.length > 0) {
        await this.#defer(context, { entity: name, by: null, targets: [...ids], after: 0 })
      }
      const atOnce = uses.filter((use) => !later.includes(use))
      if (atOnce.length > 0) await this.#refresh(context, parent, [...ids], atOnce, level)
    }
  }

  async #defer(context: WriteContext, payload: RecomputePayload): Promise<void> {
    const { queue, models } = this.#parts
    if (queue) return queue(context.trx, payload)
    const model = models.get(context.metadata, payload.entity)
    if (model) await this.recomputePage(context, model, payload, Number.MAX_SAFE_INTEGER)
  }

  /** Computes the given roll-ups of parents anew, their formulas with them, and stores what differs. */
  async #refresh(
    context: WriteContext,
    model: EntityModel,
    ids: readonly number[],
    rollups: readonly Pick<RollupUse, 'name' | 'field'>[],
    level: number
  ): Promise<void> {
    for (let start = 0; start < ids.length; start += CHUNK) {
      const chunk = ids.slice(start, start + CHUNK)
      const loaded = await this.#parts.loader.load(context, model, chunk, 'read')
      const rows = new Map([...loaded].map(([id, { values }]) => [id, { ...values }]))
      for (const { name, field } of rollups) {
        const figures = await this.#figures(context, model, field, chunk)
        for (const [id, values] of rows) values[name] = figures.get(id) ?? emptyResult(field)
      }
      await this.fillFormulas(context, model, [...rows.values()])
      const changes: Change[] = []
      for (const [id, after] of rows) {
        const before = loaded.get(id)?.values ?? {}
        const changed = model.list
          .filter(({ name }) => !sameValue(before[name], after[name]))
          .map(({ name }) => name)
        if (changed.length === 0) continue
        await this.#store(context, model, id, after, changed)
        changes.push({ id, before, after, changed: new Set(changed) })
      }
      if (changes.length === 0) continue
      this.#parts.events.emitAfterCommit(context.trx, 'records.changed', {
        entity: model.name,
        ids: changes.map(({ id }) => id),
      })
      await this.#spread(context, model, changes, false, level + 1)
    }
  }

  /** The figure of each parent that has children; asked as the system, because a figure is the same for everybody. */
  async #figures(
    context: WriteContext,
    model: EntityModel,
    field: FieldOf<'rollup'>,
    ids: readonly number[]
  ): Promise<Map<number, Json>> {
    const relation = model.definition.fields[field.relation]
    if (relation?.type !== 'one_to_many') return new Map()
    const { target, inverse } = relation
    const among: Filter = { path: inverse, op: 'in', value: [...ids] }
    const aggregate: AggregateQuery['aggregates'][string] =
      field.function === 'count' || field.field === undefined
        ? { fn: 'count' }
        : { fn: field.function === 'mean' ? 'avg' : field.function, path: field.field }
    const query: AggregateQuery = {
      entity: target,
      filter: field.filter ? { and: [among, field.filter] } : among,
      group: [{ path: inverse }],
      aggregates: { figure: aggregate },
      limit: CHUNK,
    }
    const figures = new Map<number, Json>()
    for (const { keys, values } of await this.#parts.reads.aggregate(SYSTEM_ACTOR, query, {
      trx: context.trx,
    })) {
      const key = keys[inverse]
      if (typeof key !== 'object' || key === null) continue
      figures.set(key.id, resultOf(values.figure ?? null, field))
    }
    return figures
  }

  async #store(
    context: WriteContext,
    model: EntityModel,
    id: number,
    values: FieldValues,
    changed: readonly string[]
  ): Promise<void> {
    const { knex, dialect } = this.#parts
    const columns: string[] = []
    const bound: Bound[] = []
    for (const name of changed) {
      const field = model.fields.get(name)
      if (!field) continue
      columns.push(...field.parts.map(({ column }) => column))
      bound.push(...storedValues(field, values[name] ?? null, dialect))
    }
    const { sql } = compileRaw(knex, dialect, {
      sql: `update ?? set ${columns.map(() => '?? = ?').join(', ')} where ?? = ?`,
      bindings: [model.table, ...columns.flatMap((column) => [column, 0]), 'id', 0],
    })
    await context.session.change(sql, [...bound, id])
  }

  /** One page of records whose computed values are worked out anew; answers the last id, or null at the end. */
  async recomputePage(
    context: WriteContext,
    model: EntityModel,
    { by, targets, after }: RecomputePayload,
    size: number
  ): Promise<number | null> {
    const query = context.trx(model.table).where('id', '>', after).orderBy('id').select('id')
    if (targets.length > 0) void query.whereIn(by ?? 'id', targets)
    if (size < Number.MAX_SAFE_INTEGER) void query.limit(size)
    const rows: { id: number }[] = await query
    const ids = rows.map(({ id }) => Number(id))
    if (ids.length === 0) return null
    const rollups = computationOf(context.metadata, model.name).rollups
    const uses = by === null ? rollups.map(([name, field]) => ({ name, field })) : []
    await this.#refresh(context, model, ids, uses, 0)
    return ids.length < size ? null : (ids.at(-1) ?? null)
  }
}

const GIVEN_FIELDS = {
  owner_id: SYSTEM_FIELD_DEFINITIONS.owner_id,
  unit_id: SYSTEM_FIELD_DEFINITIONS.unit_id,
  created_at: SYSTEM_FIELD_DEFINITIONS.created_at,
}

/**
 * A formula finds what it names and nothing else, so that its definition says all that it can tell: whole records are not at hand
 * for functions that walk through them.
 */
function onlyNamed(
  all: Readonly<Record<string, unknown>>,
  named: ReadonlyMap<string, ReadonlySet<string>>,
  others: ReadonlyMap<string, unknown>
): Record<string, unknown> {
  const given: Record<string, unknown> = {}
  for (const [name, inner] of named) {
    const value = all[name]
    if (!others.has(name) || !isObject(value)) given[name] = value
    else if (inner.size === 0) given[name] = value.id
    else given[name] = Object.fromEntries([...inner].map((one) => [one, value[one] ?? null]))
  }
  return given
}

function meets(inputs: ReadonlySet<string>, changed: ReadonlySet<string>): boolean {
  for (const name of changed) if (inputs.has(name)) return true
  return false
}

function emptyResult(field: FieldOf<'rollup'>): Json {
  return field.function === 'count' || field.function === 'sum' ? 0 : null
}

/** A figure as the field keeps it: a mean is rounded to its scale. */
function resultOf(value: number | string | null, field: FieldOf<'rollup'>): Json {
  const as = readAs(field)
  if (value === null) return emptyResult(field)
  if (as.type !== 'decimal') return as.type === 'integer' ? Number(value) : value
  const scale = as.scale ?? 2
  return fromScaled(toScaled(Number(value), scale), scale)
}
