import type { Knex } from 'knex'
import type { Instant } from '../model/assembled.js'
import {
  MEDIANS,
  PEAKS,
  type BusiestHour,
  type MedianKey,
  type MedianRow,
  type Peak,
  type PeakKey,
} from './extremes.js'
import { resolveRequest, type FigureRequest } from './figure_request.js'
import { QUEUE_MEASURES } from './measures.js'
import {
  conditionSql,
  fieldSql,
  measureSql,
  quoted,
  readGroup,
  readNumber,
  recordQuery,
  type FigureDatabase,
  type Piece,
} from './sql_figures.js'
import { columnOf, type SourceRecords } from './sources.js'
import type { Condition } from './conditions.js'

type QueueLeg = SourceRecords['queue']

/** Query for a median: ranks the values of each group and takes the middle one or two. Read with {@link readMedians}. */
export function medianQuery(
  database: FigureDatabase,
  key: MedianKey,
  request: FigureRequest = {}
): Knex.QueryBuilder {
  const { field, where } = MEDIANS[key]
  const { knex, dialect } = database
  const { fields, query } = startQuery(database, request, where)
  const value = quoted(field)
  const names = fields.map(quoted)
  query
    .whereNotNull(columnOf(field))
    .select(knex.raw(`${value} as "value"`))
    .select(knex.raw(`row_number() over (${partition(names)}order by ${value}) as "place"`))
    .select(knex.raw(`count(*) over (${partition(names, '')}) as "total"`))
  const middle = knex
    .from(query.as('ranked'))
    .whereRaw('"place" in (("total" + 1) / 2, ("total" + 2) / 2)')
    .select(knex.raw(`avg(${dialect.fraction('"value"')}) as "median"`))
  for (const name of fields) {
    middle
      .select(knex.raw(`${fieldSql(dialect, name)} as ${quoted(name)}`))
      .groupBy(columnOf(name))
      .orderBy(columnOf(name))
  }
  return middle
}

export function readMedians(
  request: FigureRequest,
  rows: ReadonlyArray<Record<string, unknown>>
): MedianRow[] {
  const { fields } = resolveRequest('queue', request)
  return rows.map((row) => ({ group: readGroup(row, fields), value: readNumber(row.median) }))
}

/**
 * Query for a peak: +1 at every beginning, −1 at every end, a running sum in order of time with ends first, and of each
 * group the first row with the greatest sum. Read with {@link readPeaks}.
 */
export function peakQuery(
  database: FigureDatabase,
  key: PeakKey,
  request: FigureRequest = {},
  until?: Instant
): Knex.QueryBuilder {
  const { start, ends, where } = PEAKS[key]
  const { knex, dialect } = database
  const { fields, query } = startQuery(database, request, where)
  const names = fields.map(quoted)
  const end = endSql(ends, until === undefined ? null : dialect.instant(until))
  query
    .whereNotNull(columnOf(start))
    .select(knex.raw(`${quoted(start)} as "starts"`))
    .select(knex.raw(`${end.sql} as "ends"`, end.bindings))
  const list = names.map((name) => `${name}, `).join('')
  return knex
    .with('spans', query)
    .with(
      'marks',
      knex.raw(
        `select ${list}"starts" as "moment", 1 as "step" from "spans" where "ends" > "starts" union all ` +
          `select ${list}"ends" as "moment", -1 as "step" from "spans" where "ends" > "starts"`
      )
    )
    .with(
      'levels',
      knex.raw(
        `select ${list}"moment", sum("step") over (${partition(names)}order by "moment", "step" ` +
          'rows between unbounded preceding and current row) as "level" from "marks"'
      )
    )
    .with(
      'ranked',
      knex.raw(
        `select ${list}"moment", "level", row_number() over (${partition(names)}order by "level" desc, "moment") ` +
          'as "place" from "levels"'
      )
    )
    .from('ranked')
    .where('place', 1)
    .select(fields.map((name) => knex.raw(`${fieldSql(dialect, name)} as ${quoted(name)}`)))
    .select('level', 'moment')
    .orderBy(fields.map((name) => ({ column: columnOf(name) })))
}

export function readPeaks(
  database: FigureDatabase,
  request: FigureRequest,
  rows: ReadonlyArray<Record<string, unknown>>
): Peak[] {
  const { fields } = resolveRequest('queue', request)
  const peaks = rows.map((row) => ({
    group: readGroup(row, fields),
    value: readNumber(row.level) ?? 0,
    firstAt: database.dialect.readInstant(row.moment),
  }))
  return peaks.length > 0 || fields.length > 0 ? peaks : [{ group: {}, value: 0, firstAt: null }]
}

/** Query for the busiest hour of each group. Read with {@link readBusiestHours}. */
export function busiestHourQuery(
  database: FigureDatabase,
  request: FigureRequest = {}
): Knex.QueryBuilder {
  const { knex, dialect } = database
  const { fields, params, query } = startQuery(database, request, [])
  const hourFields = [...fields, 'localDay', 'localHour'].filter(
    (f, i, all) => all.indexOf(f) === i
  )
  const offered = measureSql<QueueLeg>(QUEUE_MEASURES.offered, params, dialect)
  for (const field of hourFields.slice(fields.length)) query.select(columnOf(field))
  query
    .select(knex.raw(`${offered.sql} as "offered"`, offered.bindings))
    .groupBy(hourFields.map(columnOf))
  const ranked = knex
    .from(query.as('hours'))
    .select(hourFields.map(columnOf))
    .select('offered')
    .select(
      knex.raw(
        `row_number() over (${partition(fields.map(quoted))}order by "offered" desc, "local_day", "local_hour") as "place"`
      )
    )
    .where('offered', '>', 0)
  return knex
    .from(ranked.as('ranked'))
    .where('place', 1)
    .select(hourFields.map((name) => knex.raw(`${fieldSql(dialect, name)} as ${quoted(name)}`)))
    .select('offered')
    .orderBy(fields.map((name) => ({ column: columnOf(name) })))
}

export function readBusiestHours(
  request: FigureRequest,
  rows: ReadonlyArray<Record<string, unknown>>
): BusiestHour[] {
  const { fields } = resolveRequest('queue', request)
  return rows.map((row) => ({
    group: readGroup(row, fields),
    localDay: String(row.local_day),
    localHour: Number(row.local_hour),
    offered: Number(row.offered),
  }))
}

/** The matching visits with the columns of the grouping selected. */
function startQuery(
  database: FigureDatabase,
  request: FigureRequest,
  where: ReadonlyArray<Condition<QueueLeg>>
) {
  const resolved = resolveRequest('queue', request)
  const query = recordQuery(database, resolved)
  for (const condition of where) {
    const piece = conditionSql(condition, resolved.params)
    query.whereRaw(piece.sql, piece.bindings)
  }
  query.select(resolved.fields.map(columnOf))
  return { fields: resolved.fields, params: resolved.params, query }
}

function partition(names: readonly string[], space = ' '): string {
  return names.length === 0 ? '' : `partition by ${names.join(', ')}${space}`
}

/** The first end that is known; COALESCE of one argument is refused by SQL Server. */
function endSql(ends: readonly string[], until: string | null): Piece {
  const parts = ends.map(quoted)
  if (until === null) {
    return {
      sql: parts.length === 1 ? (parts[0] ?? '') : `coalesce(${parts.join(', ')})`,
      bindings: [],
    }
  }
  return { sql: `coalesce(${parts.join(', ')}, ?)`, bindings: [until] }
}
