import type { Knex } from 'knex'
import type { DialectName } from '#core/database/types'
import type { ErrorDetail } from '#core/errors/coded_error'
import type { Json } from '#core/metadata/types'
import { bind } from '#core/records/execution/statements'
import { DETAIL } from '#core/records/errors'
import type { FieldValues } from '#core/records/hooks'
import { compileRaw } from '#core/records/query/emission'
import { paddedSize } from '#core/records/query/parse'
import { scopeFragment, sharedScope, sizesOf } from '#core/records/query/scope'
import { all, Slot, type Bound } from '#core/records/query/slots'
import { StatementCache } from '#core/records/query/statement_cache'
import { tableOf } from '#core/records/system_fields'
import type { EntityModel, ModelField } from '#core/records/writing/entity_model'
import type { WriteContext } from '#core/records/writing/write_context'

const CHUNK = 512

interface Pointer {
  row: number
  field: string
  entity: string
  id: number
}

function pointersOf(
  field: ModelField,
  value: Json | undefined,
  before: Json | undefined
): { entity: string; id: number }[] {
  if (value === null || value === undefined) return []
  const { definition } = field
  if (definition.type === 'lookup') return [{ entity: definition.target, id: Number(value) }]
  if (definition.type === 'many_to_many' && Array.isArray(value)) {
    const kept = new Set(Array.isArray(before) ? before : [])
    return value
      .filter((id) => !kept.has(id))
      .map((id) => ({ entity: definition.target, id: Number(id) }))
  }
  if (typeof value !== 'object' || Array.isArray(value)) return []
  return [{ entity: String(value.entity), id: Number(value.id) }]
}

/** Checks that look-ups point at records that exist and that the actor may read: others must not be guessed at. */
export class References {
  readonly #knex: Knex
  readonly #dialect: DialectName
  readonly #cache = new StatementCache()

  constructor(knex: Knex, dialect: DialectName) {
    this.#knex = knex
    this.#dialect = dialect
  }

  #statement(context: WriteContext, entity: string, count: number) {
    const { actor, metadata } = context
    const sizes = sizesOf(actor)
    const key = `${metadata.version}\n${actor.accessKey}\n${sizes.units},${sizes.teams}\n${entity}\n${count}`
    return this.#cache.get(key, () => {
      const definition = metadata.entity.get(entity)
      const depth = definition ? actor.access.depth(entity, 'read') : 'none'
      const ids = Array.from(
        { length: count },
        (_, i) => new Slot(({ values }) => values[i] as Bound)
      )
      const where = all([
        {
          sql: `?? in (${ids.map(() => '?').join(', ')}) and ?? is null`,
          bindings: ['t0.id', ...ids, 't0.deleted_at'],
        },
        scopeFragment(
          't0',
          depth,
          sizes,
          this.#dialect,
          definition ? sharedScope(definition, 'read') : null
        ),
      ])
      const table = definition ? tableOf(definition) : entity
      return compileRaw(this.#knex, this.#dialect, {
        sql: `select ?? from ?? as ?? where ${where.sql}`,
        bindings: ['t0.id', table, 't0', ...where.bindings],
      })
    })
  }

  async #readable(
    context: WriteContext,
    entity: string,
    ids: readonly number[]
  ): Promise<Set<number>> {
    const found = new Set<number>()
    const known = context.metadata.entity.get(entity)
    if (!known || known.removed || context.actor.access.depth(entity, 'read') === 'none')
      return found
    for (let start = 0; start < ids.length; start += CHUNK) {
      const chunk = ids.slice(start, start + CHUNK)
      const count = paddedSize(chunk.length)
      const padded = Array.from({ length: count }, (_, i) => chunk[i] ?? (chunk[0] as number))
      const statement = this.#statement(context, entity, count)
      const { actor, now } = context
      const bound = bind(statement, { values: padded, actor, now, cursor: [] })
      for (const [id] of await context.session.rows(statement.sql, bound)) found.add(Number(id))
    }
    return found
  }

  /** Links to records that the actor may not see: they stay, whatever list the actor gives. */
  async hidden(
    context: WriteContext,
    model: EntityModel,
    before: FieldValues,
    given: readonly string[]
  ): Promise<Map<string, number[]>> {
    const found = new Map<string, number[]>()
    for (const { name, definition } of model.linked) {
      const old = before[name]
      if (definition.type !== 'many_to_many' || !given.includes(name) || !Array.isArray(old))
        continue
      const ids = old.map(Number)
      const readable = await this.#readable(context, definition.target, ids)
      const hidden = ids.filter((id) => !readable.has(id))
      if (hidden.length > 0) found.set(name, hidden)
    }
    return found
  }

  /**
   * Issues by row of `rows`. `changed` limits the check to fields that the write sets: a record keeps a link that its writer
   * may not see.
   */
  async check(
    context: WriteContext,
    model: EntityModel,
    rows: readonly {
      after: FieldValues
      before?: FieldValues | null
      given: ReadonlySet<string>
    }[]
  ): Promise<Map<number, ErrorDetail[]>> {
    const pointers: Pointer[] = []
    const byEntity = new Map<string, Set<number>>()
    rows.forEach(({ after, before, given }, row) => {
      for (const field of model.lookups) {
        if (!given.has(field.name)) continue
        for (const pointer of pointersOf(field, after[field.name], before?.[field.name])) {
          pointers.push({ row, field: field.name, ...pointer })
          const ids = byEntity.get(pointer.entity) ?? new Set()
          byEntity.set(pointer.entity, ids.add(pointer.id))
        }
      }
    })
    const issues = new Map<number, ErrorDetail[]>()
    if (pointers.length === 0) return issues
    const readable = new Map<string, Set<number>>()
    for (const [entity, ids] of byEntity) {
      readable.set(entity, await this.#readable(context, entity, [...ids]))
    }
    for (const { row, field, entity, id } of pointers) {
      if (readable.get(entity)?.has(id)) continue
      const list = issues.get(row) ?? []
      list.push({ path: field, code: DETAIL.noSuchRecord, params: { entity, id } })
      issues.set(row, list)
    }
    return issues
  }
}
