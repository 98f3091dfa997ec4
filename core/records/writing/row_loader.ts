import type { Knex } from 'knex'
import type { DialectName } from '#core/database/types'
import type { Json, Privilege } from '#core/metadata/types'
import type { FieldValues } from '#core/records/hooks'
import { bind, type Row } from '#core/records/execution/statements'
import { compileRaw, type CompiledStatement } from '#core/records/query/emission'
import { paddedSize } from '#core/records/query/parse'
import { scopeFragment, sharedScope, sizesOf } from '#core/records/query/scope'
import { FALSE, Slot, TRUE, type Bound, type Fragment } from '#core/records/query/slots'
import { StatementCache } from '#core/records/query/statement_cache'
import { wireOf, type EntityModel } from '#core/records/writing/entity_model'
import { addLinks } from '#core/records/writing/links'
import type { WriteContext } from '#core/records/writing/write_context'

/** A stored row as a write sees it. */
export interface Loaded {
  id: number
  version: number
  deleted: boolean
  values: FieldValues
  /** Within the actor's scope of reading. */
  readable: boolean
  /** Within the actor's scope of the privilege asked for. */
  allowed: boolean
}

const FIXED = ['id', 'version', 'deleted_at', 'owner_id', 'unit_id', 'created_at'] as const
/** Ids in one statement. */
const CHUNK = 256

function flag(scope: Fragment): Fragment {
  if (scope === TRUE) return { sql: '1', bindings: [] }
  if (scope === FALSE) return { sql: '0', bindings: [] }
  return { sql: `case when ${scope.sql} then 1 else 0 end`, bindings: scope.bindings }
}

function instantText(value: unknown): Json {
  return value instanceof Date ? value.toISOString() : ((value as string | null) ?? null)
}

/** Reads the rows that a write changes, locked on SQL Server, with what the actor may do to each. */
export class RowLoader {
  readonly #knex: Knex
  readonly #dialect: DialectName
  readonly #cache = new StatementCache()

  constructor(knex: Knex, dialect: DialectName) {
    this.#knex = knex
    this.#dialect = dialect
  }

  #statement(context: WriteContext, model: EntityModel, privilege: Privilege, count: number) {
    const { actor, metadata } = context
    const sizes = sizesOf(actor)
    const key = `${metadata.version}\n${actor.accessKey}\n${sizes.units},${sizes.teams}\n${model.name}\n${privilege}\n${count}`
    return this.#cache.get(key, (): CompiledStatement => {
      const depth = (asked: Privilege) => actor.access.depth(model.name, asked)
      const scope = (asked: Privilege) =>
        flag(
          scopeFragment(
            't0',
            depth(asked),
            sizes,
            this.#dialect,
            sharedScope(model.definition, asked)
          )
        )
      const columns = [...FIXED, ...model.list.flatMap(({ parts }) => parts.map((p) => p.column))]
      const read = scope('read')
      const allowed = scope(privilege)
      const ids = Array.from(
        { length: count },
        (_, i) => new Slot(({ values }) => values[i] as Bound)
      )
      return compileRaw(this.#knex, this.#dialect, {
        sql: [
          `select ${columns.map(() => '??').join(', ')}, ${read.sql} as readable, ${allowed.sql} as allowed`,
          `from ?? as ??${this.#dialect === 'mssql' ? ' with (updlock, rowlock)' : ''}`,
          `where ?? in (${ids.map(() => '?').join(', ')})`,
        ].join(' '),
        bindings: [
          ...columns.map((column) => `t0.${column}`),
          ...read.bindings,
          ...allowed.bindings,
          model.table,
          't0',
          't0.id',
          ...ids,
        ],
      })
    })
  }

  /** The rows that exist among `ids`, deleted ones too. */
  async load(
    context: WriteContext,
    model: EntityModel,
    ids: readonly number[],
    privilege: Privilege
  ): Promise<Map<number, Loaded>> {
    const found = new Map<number, Loaded>()
    for (let start = 0; start < ids.length; start += CHUNK) {
      const chunk = ids.slice(start, start + CHUNK)
      const count = paddedSize(chunk.length)
      const padded = Array.from({ length: count }, (_, i) => chunk[i] ?? (chunk[0] as number))
      const { actor, now } = context
      const statement = this.#statement(context, model, privilege, count)
      const bound = bind(statement, { values: padded, actor, now, cursor: [] })
      for (const row of await context.session.rows(statement.sql, bound)) {
        const loaded = this.#read(model, row)
        found.set(loaded.id, loaded)
      }
    }
    await addLinks(context, model, found)
    return found
  }

  #read(model: EntityModel, row: Row): Loaded {
    const [id, version, deletedAt, owner, unit, createdAt] = row
    const values: FieldValues = {
      owner_id: (owner as number | null) ?? null,
      unit_id: (unit as number | null) ?? null,
      created_at: instantText(createdAt),
    }
    let place: number = FIXED.length
    for (const field of model.list) {
      const { length } = field.parts
      values[field.name] = wireOf(field, row.slice(place, place + length), this.#dialect)
      place += length
    }
    return {
      id: Number(id),
      version: Number(version),
      deleted: deletedAt !== null,
      values,
      readable: Number(row[place]) === 1,
      allowed: Number(row[place + 1]) === 1,
    }
  }
}
