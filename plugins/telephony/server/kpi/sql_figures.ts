import type { Knex } from 'knex'
import type { FigureParams, Threshold } from './conditions.js'
import type { Condition } from './conditions.js'
import type { Group } from './dimensions.js'
import {
  resolveRequest,
  type FigureRequest,
  type MeasureRow,
  type ResolvedRequest,
} from './figure_request.js'
import { kpiDialectOf, type KpiDialect } from './kpi_dialect.js'
import { measuresOf, type Measure, type MeasureValue } from './measures.js'
import { columnOf, SOURCES, type SourceName } from './sources.js'

/** A piece of SQL with what it binds. */
export interface Piece {
  sql: string
  bindings: Array<string | number | boolean>
}

/** Database, its kind, and what the reader may see. */
export interface FigureDatabase {
  knex: Knex
  dialect: KpiDialect
  /**
   * Narrows a query to the records that the reader may see: gets the query and its table (columns of the source's own table are
   * unqualified; parts of calls have `call_id`).
   */
  restrict?: (query: Knex.QueryBuilder, table: string) => void
}

/** A database of figures: the dialect is that of the core's connection. */
export function figureDatabase(
  connection: { read: Knex; dialect: 'sqlite' | 'mssql' },
  restrict?: FigureDatabase['restrict']
): FigureDatabase {
  return { knex: connection.read, dialect: kpiDialectOf(connection.dialect), restrict }
}

/**
 * The query for the measures of a source: the same as {@link measureRecords}, made from the same definitions. Grouping uses
 * stored columns only. Read its rows with {@link readMeasures}.
 * @throws E_TELEPHONY_BAD_FIGURE
 */
export function measureQuery<Name extends SourceName>(
  database: FigureDatabase,
  source: Name,
  request: FigureRequest = {}
): Knex.QueryBuilder {
  const resolved = resolveRequest(source, request)
  const query = recordQuery(database, resolved)
  for (const field of resolved.fields) {
    query.select(database.knex.raw(`${fieldSql(database.dialect, field)} as "${columnOf(field)}"`))
    query.groupBy(columnOf(field)).orderBy(columnOf(field))
  }
  for (const [key, measure] of measuresOf(source, request.only)) {
    const piece = measureSql(measure, resolved.params, database.dialect)
    query.select(database.knex.raw(`${piece.sql} as "${key}"`, piece.bindings))
  }
  return query
}

/** Rows of {@link measureQuery} as measures: big numbers come as text, sums over nothing as null. */
export function readMeasures<Name extends SourceName>(
  source: Name,
  request: FigureRequest,
  rows: ReadonlyArray<Record<string, unknown>>
): MeasureRow[] {
  const { fields } = resolveRequest(source, request)
  return rows.map((row) => {
    const measures: Record<string, number | null> = {}
    for (const [key, measure] of measuresOf(source, request.only)) {
      const empty = 'count' in measure || 'sum' in measure ? 0 : null
      measures[key] = readNumber(row[key]) ?? empty
    }
    return { group: readGroup(row, fields), measures }
  })
}

export function readNumber(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value)
}

export function readGroup(row: Record<string, unknown>, fields: readonly string[]): Group {
  const group: Group = {}
  for (const field of fields) {
    const value = row[columnOf(field)]
    group[field] = typeof value === 'number' || value === null ? value : String(value)
  }
  return group
}

/** `select … from table` with the source's conditions and the request's filter, nothing selected yet. */
export function recordQuery<Name extends SourceName>(
  { knex, restrict }: FigureDatabase,
  resolved: ResolvedRequest<Name>
): Knex.QueryBuilder {
  const { table } = SOURCES[resolved.source]
  const query = knex(table)
  for (const condition of resolved.conditions) {
    const piece = conditionSql(condition, resolved.params)
    query.whereRaw(piece.sql, piece.bindings)
  }
  for (const { field, values } of resolved.allowed) query.whereIn(columnOf(field), [...values])
  if (resolved.fromDay !== null) query.where('local_day', '>=', resolved.fromDay)
  if (resolved.toDay !== null) query.where('local_day', '<=', resolved.toDay)
  if (resolved.fields.includes('agent')) query.whereNotNull('agent')
  restrict?.(query, table)
  return query
}

export function fieldSql(dialect: KpiDialect, field: string): string {
  const column = quoted(field)
  return field === 'localDay' ? dialect.dayText(column) : column
}

/** Column of a property. Names come from the definitions in code only. */
export function quoted(field: string): string {
  return `"${columnOf(field)}"`
}

export function measureSql<R>(
  measure: Measure<R>,
  params: FigureParams,
  dialect: KpiDialect
): Piece {
  if ('count' in measure) return aggregate('sum', '1', measure.count, params, ' else 0')
  if ('sum' in measure) {
    return aggregate('sum', valueSql(measure.sum, dialect), measure.where, params)
  }
  return 'min' in measure
    ? aggregate('min', valueSql(measure.min, dialect), measure.where, params)
    : aggregate('max', valueSql(measure.max, dialect), measure.where, params)
}

/** Sums are of bigint: SQL Server's sum of int overflows at 2³¹. */
function aggregate<R>(
  name: 'sum' | 'min' | 'max',
  value: string,
  where: ReadonlyArray<Condition<R>>,
  params: FigureParams,
  otherwise = ''
): Piece {
  const pieces = where.map((condition) => conditionSql(condition, params))
  const test = pieces.length === 0 ? '1 = 1' : pieces.map((piece) => piece.sql).join(' and ')
  const wide = name === 'sum' ? `cast(${value} as bigint)` : value
  return {
    sql: `${name}(case when ${test} then ${wide}${otherwise} end)`,
    bindings: pieces.flatMap((piece) => piece.bindings),
  }
}

function valueSql<R>(value: MeasureValue<R>, dialect: KpiDialect): string {
  return typeof value === 'string'
    ? quoted(value)
    : dialect.secondsBetween(quoted(value.from), quoted(value.to))
}

const OPERATORS = { atMost: '<=', atLeast: '>=', below: '<', above: '>' } as const

/** A condition as SQL. Truth values are 1 and 0 in both databases. */
export function conditionSql<R>(condition: Condition<R>, params: FigureParams): Piece {
  const column = quoted(condition.field)
  if ('equals' in condition) {
    const { equals } = condition
    return {
      sql: `${column} = ?`,
      bindings: [typeof equals === 'boolean' ? (equals ? 1 : 0) : equals],
    }
  }
  if ('oneOf' in condition) {
    const places = condition.oneOf.map(() => '?').join(', ')
    return { sql: `${column} in (${places})`, bindings: [...condition.oneOf] }
  }
  if ('present' in condition) {
    return { sql: `${column} is ${condition.present ? 'not ' : ''}null`, bindings: [] }
  }
  if ('over' in condition) return { sql: `${column} > ?`, bindings: [condition.over] }
  const limit = thresholdSql(params[condition.to])
  return { sql: `${column} ${OPERATORS[condition.compare]} ${limit.sql}`, bindings: limit.bindings }
}

function thresholdSql({ default: general, byQueue = {} }: Threshold): Piece {
  const own = Object.entries(byQueue)
  if (own.length === 0) return { sql: '?', bindings: [general] }
  return {
    sql: `case "queue" ${own.map(() => 'when ? then ?').join(' ')} else ? end`,
    bindings: [...own.flat(), general],
  }
}
