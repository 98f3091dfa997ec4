/** Fourth stage of the query compiler, second half: statements. Only identifiers from metadata, only bound values. */
import type { Knex } from 'knex'
import type { DialectName } from '#core/database/types'
import { columnName } from '#core/metadata/field_types/registry'
import { Conditions, type Statement } from '#core/records/query/conditions'
import { scopeFragment, sharedScope, type ActorSizes } from '#core/records/query/scope'
import { all, TRUE, type Bound, type Fragment, type Slot } from '#core/records/query/slots'
import type { Scopes } from '#core/records/query/authorise'
import type { FieldRef, Frame, ResolvedFilter, Source } from '#core/records/query/resolve'
import type { Deleted } from '#core/records/query/ast'
import { tableOf } from '#core/records/system_fields'

/** The SQL text with `?` places, and what goes into them. */
export interface CompiledStatement {
  sql: string
  bindings: readonly (Bound | Slot)[]
}

export interface EmitContext {
  knex: Knex
  dialect: DialectName
  sizes: ActorSizes
}

export function raw(knex: Knex, fragment: Fragment): Knex.Raw {
  return knex.raw(fragment.sql, fragment.bindings as Knex.RawBinding[])
}

/** A fragment as a statement of its own. */
export function compileRaw(
  knex: Knex,
  dialect: DialectName,
  fragment: Fragment
): CompiledStatement {
  const { sql, bindings } = raw(knex, fragment).toSQL()
  return { sql: stable(dialect, sql), bindings: bindings as (Bound | Slot)[] }
}

/**
 * SQLite looks at bound values when it plans a join or a limit, and then prepares the statement anew each time it is bound:
 * ten times the cost of running a short one (measured with 3.54, built with STAT4). A sign in front of the place hides the
 * value from the planner and changes nothing else; plans are chosen by `accessPath`, not by values.
 */
function stable(dialect: DialectName, sql: string): string {
  return dialect === 'sqlite' ? sql.replaceAll('?', '+?') : sql
}

/** Gathers the parts of one statement and knows which joins they need. */
/** The linked records, found from the record's own links. */
function linkFragment(alias: string, table: string, parent: string): Fragment {
  return {
    sql: '?? in (select ?? from ?? where ?? = ??)',
    bindings: [`${alias}.id`, `${table}.value`, table, `${table}.record_id`, `${parent}.id`],
  }
}

export class Emission implements Statement {
  readonly dialect: DialectName
  readonly conditions: Conditions
  readonly columns: Fragment[] = []
  readonly where: Fragment[] = []
  readonly #context: EmitContext
  readonly #frame: Frame
  readonly #scopes: Scopes
  readonly #needed = new Set<Source>()
  readonly #outer: Emission | null
  column?: Statement['column']
  residual?: Statement['residual']
  passed?: Statement['passed']

  constructor(context: EmitContext, frame: Frame, scopes: Scopes, outer: Emission | null = null) {
    this.#context = context
    this.dialect = context.dialect
    this.#frame = frame
    this.#scopes = scopes
    this.#outer = outer
    this.conditions = new Conditions(this)
  }

  use(source: Source): string {
    if (source === this.#frame.root || this.#needed.has(source)) return source.alias
    if (this.#frame.joined.includes(source)) {
      if (source.join) this.use(source.join.parent)
      this.#needed.add(source)
      return source.alias
    }
    if (!this.#outer) throw new RangeError(`Source ${source.alias} is not part of the statement`)
    return this.#outer.use(source)
  }

  /** Adds an output column; answers its place in the row. */
  add(fragment: Fragment): number {
    return this.columns.push(fragment) - 1
  }

  addColumn(ref: FieldRef, suffix: string): number {
    const name = `${this.use(ref.source)}.${columnName(ref.name, suffix)}`
    const known = this.columns.findIndex(
      ({ sql, bindings }) => sql === '??' && bindings[0] === name
    )
    return known >= 0 ? known : this.add({ sql: '??', bindings: [name] })
  }

  /** Row scope and soft deletion of a source. */
  rows(source: Source, deleted: Deleted): Fragment {
    const depth = this.#scopes.get(source) ?? 'none'
    const alive: Fragment =
      deleted === 'include'
        ? TRUE
        : {
            sql: `?? is ${deleted === 'only' ? 'not ' : ''}null`,
            bindings: [`${source.alias}.deleted_at`],
          }
    const shared = { ...sharedScope(source.entity, 'read'), list: deleted === 'exclude' }
    const { sizes } = this.#context
    return all([scopeFragment(source.alias, depth, sizes, this.dialect, shared), alive])
  }

  related(node: Extract<ResolvedFilter, { kind: 'related' }>): Fragment {
    const inner = new Emission(this.#context, node.frame, this.#scopes, this)
    const parent = this.use(node.parent)
    const { inverse, frame } = node
    const link: Fragment =
      'linkTable' in inverse
        ? linkFragment(frame.root.alias, inverse.linkTable, parent)
        : inverse.definition.type === 'regarding'
          ? {
              sql: '?? = ? and ?? = ??',
              bindings: [
                inner.conditions.column(inverse, 'entity'),
                node.parent.entity.name,
                inner.conditions.column(inverse, 'id'),
                `${parent}.id`,
              ],
            }
          : { sql: '?? = ??', bindings: [inner.conditions.column(inverse), `${parent}.id`] }
    inner.where.push(link, inner.rows(frame.root, 'exclude'), inner.conditions.filter(node.filter))
    const body = inner.body()
    return {
      sql: `${node.negated ? 'not ' : ''}exists (select 1 ${body.sql})`,
      bindings: body.bindings,
    }
  }

  #lookupLink(alias: string, parent: Source, field: string): Fragment {
    const from = this.column?.({ source: parent, name: field })?.fragment ?? {
      sql: '??',
      bindings: [`${parent.alias}.${field}`],
    }
    return { sql: `?? = ${from.sql}`, bindings: [`${alias}.id`, ...from.bindings] }
  }

  #join(source: Source): Fragment {
    const { join } = source
    if (!join) return TRUE
    const parent = join.parent.alias
    const link: Fragment = join.regarding
      ? {
          sql: '?? = ? and ?? = ??',
          bindings: [
            `${parent}.${join.field}_entity`,
            source.entity.name,
            `${source.alias}.id`,
            `${parent}.${join.field}_id`,
          ],
        }
      : this.#lookupLink(source.alias, join.parent, join.field)
    const on = all([link, this.rows(source, 'exclude')])
    return {
      sql: `left join ?? as ?? on ${on.sql}`,
      bindings: [tableOf(source.entity), source.alias, ...on.bindings],
    }
  }

  /** `from … left join … where …` */
  body(): Fragment {
    const joins = this.#frame.joined.filter((source) => this.#needed.has(source))
    const parts = joins.map((source) => this.#join(source))
    const where = all(this.where)
    const { root } = this.#frame
    const sql = ['from ?? as ??', ...parts.map((part) => part.sql), `where ${where.sql}`].join(' ')
    return {
      sql,
      bindings: [
        tableOf(root.entity),
        root.alias,
        ...parts.flatMap((part) => part.bindings),
        ...where.bindings,
      ],
    }
  }

  /** The whole statement, fit to be part of another; `more` adds order, groups and limit to the builder. */
  compile(more: (query: Knex.QueryBuilder) => void = () => undefined): CompiledStatement {
    const { knex } = this.#context
    const query = knex.queryBuilder()
    const { root } = this.#frame
    this.columns.forEach((column, index) =>
      query.select(
        raw(knex, { sql: `${column.sql} as ??`, bindings: [...column.bindings, `c${index}`] })
      )
    )
    query.from(knex.raw('?? as ??', [tableOf(root.entity), root.alias]) as unknown as string)
    for (const source of this.#frame.joined) {
      if (!this.#needed.has(source)) continue
      const { sql, bindings } = this.#join(source)
      query.joinRaw(sql, bindings as unknown as Knex.Value[])
    }
    const where = all(this.where)
    query.whereRaw(where.sql, where.bindings as Knex.RawBinding[])
    more(query)
    const { sql, bindings } = query.toSQL()
    return { sql, bindings: bindings as (Bound | Slot)[] }
  }

  /** The statement as it is run. */
  finish(more?: (query: Knex.QueryBuilder) => void): CompiledStatement {
    const { sql, bindings } = this.compile(more)
    return { sql: stable(this.dialect, sql), bindings }
  }
}
