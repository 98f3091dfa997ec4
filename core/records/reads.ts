import type { Knex } from 'knex'
import type { DatabaseConnections } from '#core/database/types'
import { E_NOT_FOUND } from '#core/errors/errors'
import type { Actor } from '#core/security/types'
import { bind, type Row, type Statements } from '#core/records/execution/statements'
import { isSystemField } from '#core/records/system_fields'
import type { MetadataSource } from '#core/records/ports'
import { hydrateLinks, type LinkOutput } from '#core/records/link_hydration'
import type { QueryCompiler } from '#core/records/query/compiler'
import { checkKeys, decodeCursor, encodeCursor } from '#core/records/query/cursor'
import type { CompiledQuery, ScannedRow } from '#core/records/query/emit_query'
import { BOUNDS, parseAggregate, parseQuery } from '#core/records/query/parse'
import type { ParsedQuery } from '#core/records/query/ast'
import type { BindContext } from '#core/records/query/slots'
import type {
  AggregateQuery,
  AggregateRow,
  Filter,
  RecordPage,
  RecordQuery,
  RecordRow,
} from '#core/records/types'

export interface ReadOptions {
  /** Reads inside a transaction: sees what it has written. */
  trx?: Knex.Transaction
}
export type { ScannedRow }
export interface CountQuery {
  entity: string
  filter?: Filter
  search?: string
  deleted?: RecordQuery['deleted']
}
export interface RecordRights {
  update: boolean
  delete: boolean
}

/** Records at once where a million are read: few statements, and still little memory. */
const SCAN_PAGE = 2_000

interface Parts {
  db: DatabaseConnections
  metadata: MetadataSource
  compiler: QueryCompiler
  statements: Statements
  now: () => Date
  /** Summaries that are kept right, as `entity.summary`. */
  summaries: () => ReadonlySet<string>
}

/** Everything that answers records. Every answer passes the query compiler, hence row scopes and field access. */
export class Reads {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async query(actor: Actor, query: RecordQuery, options: ReadOptions = {}): Promise<RecordPage> {
    const parsed = parseQuery(query)
    const { compiled, rows } = await this.#run(actor, parsed, options)
    const more = rows.length > parsed.limit
    if (more) rows.length = parsed.limit
    const last = more ? rows.at(-1) : undefined
    return {
      rows: await this.#complete(actor, compiled, rows, options),
      next: last ? encodeCursor(parsed.order, compiled.keysOf(last)) : null,
    }
  }

  /** The rows as they are answered, with what is not in a column. */
  async #complete(
    actor: Actor,
    compiled: CompiledQuery,
    rows: readonly Row[],
    options: ReadOptions
  ): Promise<RecordRow[]> {
    const records = rows.map((row) => compiled.read(row))
    if (compiled.links.length === 0 || records.length === 0) return records
    const { db, metadata } = this.#parts
    const outputs = compiled.links.flatMap(({ name, path, source, definition }): LinkOutput[] => {
      if (definition.type !== 'many_to_many') return []
      const target = metadata.current().entity.get(definition.target)
      const readable = target && actor.access.depth(target.name, 'read') !== 'none'
      return readable ? [{ path, name, entity: source.entity, target }] : []
    })
    await hydrateLinks(
      options.trx ?? db.read,
      records,
      outputs,
      async (query) => (await this.query(actor, query, options)).rows,
      ({ name, titleField }) =>
        isSystemField(titleField) || actor.access.field(name, titleField) !== 'none'
    )
    return records
  }

  async #run(
    actor: Actor,
    parsed: ParsedQuery,
    options: ReadOptions,
    { rights = false, bare = false } = {}
  ): Promise<{ compiled: CompiledQuery; rows: Row[] }> {
    const { compiler, metadata, now, db, statements } = this.#parts
    const cursor = parsed.after === undefined ? [] : decodeCursor(parsed.after, parsed.order)
    const after = parsed.after === undefined ? undefined : cursor.map((key) => key === null)
    const compiled = compiler.query(metadata.current(), actor, parsed, {
      after,
      rights,
      bare,
    })
    if (after) checkKeys(cursor, compiled.kinds)
    const context: BindContext = { values: parsed.values, actor, now: now(), cursor }
    const rows = await statements.use(options.trx ?? db.read, async (session) => {
      let found: Row[] = []
      for (const segment of compiled.segments) {
        const more = await session.rows(segment.sql, bind(segment, context))
        found = found.length === 0 ? more : [...found, ...more]
        if (found.length > parsed.limit) break
      }
      return found
    })
    return { compiled, rows }
  }

  async get(
    actor: Actor,
    entity: string,
    id: number,
    options: ReadOptions & { select?: string[]; deleted?: RecordQuery['deleted'] } = {}
  ): Promise<RecordRow> {
    return (await this.getWithRights(actor, entity, id, options)).record
  }

  /** One record with what the actor may do to it. Throws E_NOT_FOUND also when it is out of scope. */
  async getWithRights(
    actor: Actor,
    entity: string,
    id: number,
    options: ReadOptions & { select?: string[]; deleted?: RecordQuery['deleted'] } = {}
  ): Promise<{ record: RecordRow; access: RecordRights }> {
    const { select, deleted } = options
    const parsed = parseQuery({
      entity,
      ...(select === undefined ? {} : { select }),
      ...(deleted === undefined ? {} : { deleted }),
      filter: { path: 'id', op: 'eq', value: id },
      limit: 1,
    })
    const { compiled, rows } = await this.#run(actor, parsed, options, { rights: true })
    const [row] = rows
    if (!row) throw new E_NOT_FOUND({ what: entity })
    const [record] = await this.#complete(actor, compiled, [row], options)
    return { record: record as RecordRow, access: compiled.rights(row) }
  }

  async count(actor: Actor, query: CountQuery): Promise<number> {
    const { deleted, search } = query
    if (!search && (deleted === undefined || deleted === 'exclude')) {
      const [row] = await this.aggregate(actor, {
        entity: query.entity,
        ...(query.filter === undefined ? {} : { filter: query.filter }),
        aggregates: { count: { fn: 'count' } },
      })
      return Number(row?.values.count ?? 0)
    }
    const { compiler, metadata, now, db, statements } = this.#parts
    const parsed = parseQuery(query)
    const statement = compiler.count(metadata.current(), actor, parsed)
    const context: BindContext = { values: parsed.values, actor, now: now(), cursor: [] }
    const [row] = await statements.rows(db.read, statement.sql, bind(statement, context))
    return Number(row?.[0] ?? 0)
  }

  async aggregate(
    actor: Actor,
    query: AggregateQuery,
    options: ReadOptions = {}
  ): Promise<AggregateRow[]> {
    const { compiler, metadata, now, db, statements, summaries } = this.#parts
    const parsed = parseAggregate(query)
    const compiled = compiler.aggregate(metadata.current(), actor, parsed, summaries())
    const context: BindContext = { values: parsed.values, actor, now: now(), cursor: [] }
    const { statement } = compiled
    const knex = options.trx ?? db.read
    const rows = await statements.rows(knex, statement.sql, bind(statement, context))
    return compiled.read(rows, actor)
  }

  /** Every record of a query in batches, by keyset: memory does not grow with the number of records. */
  async *stream(actor: Actor, query: RecordQuery): AsyncGenerator<RecordRow[]> {
    let after: string | null | undefined = query.after
    do {
      const page: RecordPage = await this.query(actor, {
        ...query,
        limit: BOUNDS.limit,
        ...(after ? { after } : {}),
      })
      if (page.rows.length > 0) yield page.rows
      after = page.next
    } while (after)
  }

  /**
   * As `stream`, for a look at very many records: pages of some thousand, each record an array, linked records by their ids alone.
   * `select` names fields with a column, `id` and `version` not among them.
   */
  async *scan(
    actor: Actor,
    query: RecordQuery & { select: readonly string[] }
  ): AsyncGenerator<ScannedRow[]> {
    let after: string | null = null
    do {
      const parsed = parseQuery({ ...query, ...(after ? { after } : {}) })
      parsed.limit = SCAN_PAGE
      parsed.shape += `~${SCAN_PAGE}`
      const { compiled, rows } = await this.#run(actor, parsed, {}, { bare: true })
      const more = rows.length > SCAN_PAGE
      if (more) rows.length = SCAN_PAGE
      const last = more ? rows.at(-1) : undefined
      after = last ? encodeCursor(parsed.order, compiled.keysOf(last)) : null
      if (rows.length > 0) yield rows.map((row) => compiled.values(row))
    } while (after)
  }
}
