import type { Knex } from 'knex'
import type { JsonPrimitive } from '#core/metadata/types'
import type { AggregateRow, Reference } from '#core/records/types'
import type { AuthorisedAggregate, AuthorisedGroup } from '#core/records/query/authorise'
import type { AggregateFunction, ParsedAggregate } from '#core/records/query/ast'
import { Emission, type CompiledStatement, type EmitContext } from '#core/records/query/emission'
import { titleReader, type RawRow } from '#core/records/query/emit_query'
import { bucketer, type Bucket, type Reader } from '#core/records/query/periods'
import type { FieldRef } from '#core/records/query/resolve'
import { FALSE, type Fragment } from '#core/records/query/slots'
import { dayExpression, quarterExpression } from '#core/records/query/sql_text'
import { useSummary } from '#core/records/query/use_summary'

/** Rows that grouping by local time may take from the database before they are put together. */
const MAX_QUARTERS = 200_000

type KeyReader = (row: RawRow) => JsonPrimitive | Reference

/** What one aggregate keeps while rows that belong to one group are put together. */
interface Measure {
  name: string
  fn: AggregateFunction
  /** The values of one row of the answer, as numbers or comparable texts. */
  take(row: RawRow): Part
  /** From the stored form to the wire form. */
  finish(part: Part): number | string | null
}
interface Part {
  count: number
  value: unknown
  distinct: Set<unknown> | null
}

export interface CompiledAggregate {
  statement: CompiledStatement
  /** Name of the summary that answers it, if one does. */
  summary: string | null
  read(rows: readonly RawRow[], reader: Reader): AggregateRow[]
}

function expressionOf(emission: Emission, ref: FieldRef): Fragment {
  return (
    emission.column?.(ref)?.fragment ?? { sql: '??', bindings: [emission.conditions.column(ref)] }
  )
}

/** A key that the database groups by, and how it is read. */
function keyOf(
  emission: Emission,
  group: AuthorisedGroup
): { fragments: Fragment[]; readFor: (reader: Reader) => KeyReader } {
  const { ref, by } = group
  const { type, definition } = ref
  const { dialect } = emission
  if (by) {
    const column = emission.conditions.column(ref)
    const fragment =
      definition.type === 'date'
        ? dayExpression(dialect, column)
        : quarterExpression(dialect, column)
    const place = emission.add(fragment)
    return {
      fragments: [fragment],
      readFor(reader) {
        const bucket = bucketer(by as Bucket, reader)
        return (row) => (row[place] === null ? null : bucket(String(row[place])))
      },
    }
  }
  const fragment = expressionOf(emission, ref)
  const place = emission.add(fragment)
  if (definition.type === 'lookup') {
    const [shown] = group.shown
    const from = emission.columns.length
    const label = shown ? titleReader(emission, shown) : null
    return {
      fragments: [fragment, ...emission.columns.slice(from)],
      readFor: () => (row) => {
        const id = row[place]
        if (id === null || id === undefined) return null
        return { id: Number(id), label: label ? label(row) : null }
      },
    }
  }
  return {
    fragments: [fragment],
    readFor: () => (row) =>
      type.fromDatabase({ '': row[place] }, definition, dialect) as JsonPrimitive,
  }
}

function least(a: unknown, b: unknown): unknown {
  if (a === null || a === undefined) return b
  if (b === null || b === undefined) return a
  return (a as number) < (b as number) ? a : b
}
function greatest(a: unknown, b: unknown): unknown {
  if (a === null || a === undefined) return b
  if (b === null || b === undefined) return a
  return (a as number) > (b as number) ? a : b
}
function total(a: unknown, b: unknown): unknown {
  if (a === null || a === undefined) return b
  if (b === null || b === undefined) return a
  return Number(a) + Number(b)
}

function merge(fn: AggregateFunction, into: Part, part: Part): void {
  into.count += part.count
  if (fn === 'min') into.value = least(into.value, part.value)
  else if (fn === 'max') into.value = greatest(into.value, part.value)
  else into.value = total(into.value, part.value)
  if (into.distinct && part.distinct) for (const item of part.distinct) into.distinct.add(item)
}

function measureOf(
  emission: Emission,
  item: AuthorisedAggregate['aggregates'][number],
  merged: boolean,
  counted: Fragment
): { measure: Measure; group: Fragment | null } {
  const { node, ref } = item
  const { name, fn } = node
  if (!ref) {
    const place = emission.add(counted)
    const take = (row: RawRow) => ({ count: Number(row[place] ?? 0), value: null, distinct: null })
    return { measure: { name, fn, take, finish: (part) => part.count }, group: null }
  }
  const expression = expressionOf(emission, ref)
  const { type, definition } = ref
  const wire = (stored: unknown) =>
    stored === null || stored === undefined
      ? null
      : (type.fromDatabase({ '': stored }, definition, emission.dialect) as number | string | null)
  if (fn === 'count_distinct' && merged) {
    const place = emission.add(expression)
    const take = (row: RawRow) => ({
      count: 0,
      value: null,
      distinct: new Set(row[place] === null ? [] : [row[place]]),
    })
    const finish = (part: Part) => part.distinct?.size ?? 0
    return { measure: { name, fn, take, finish }, group: expression }
  }
  const over = (sql: string): number =>
    emission.add({ sql: sql.replace('$', expression.sql), bindings: expression.bindings })
  const countAt = over(fn === 'count_distinct' ? 'count(distinct $)' : 'count($)')
  const valueAt =
    fn === 'sum' || fn === 'avg'
      ? over('sum($)')
      : fn === 'min' || fn === 'max'
        ? over(`${fn}($)`)
        : null
  const take = (row: RawRow) => ({
    count: Number(row[countAt] ?? 0),
    value: valueAt === null ? null : row[valueAt],
    distinct: null,
  })
  const finish = (part: Part) => {
    if (fn === 'count' || fn === 'count_distinct') return part.count
    const value = wire(part.value)
    return fn === 'avg' && value !== null ? Number(value) / part.count : value
  }
  return { measure: { name, fn, take, finish }, group: null }
}

/** Compiles an authorised aggregate; answers it from a summary where one can. */
export function emitAggregate(
  authorised: AuthorisedAggregate,
  context: EmitContext,
  parsed: ParsedAggregate,
  summaries: ReadonlySet<string>
): CompiledAggregate {
  const summary = useSummary(authorised, context, parsed, summaries)
  const emission = summary?.emission ?? new Emission(context, authorised.frame, authorised.scopes)
  const merged = authorised.group.some(({ by }) => by !== undefined)
  const groups: Fragment[] = []
  const keys = authorised.group.map((group) => {
    const key = keyOf(emission, group)
    groups.push(...key.fragments)
    return { path: group.ref.path, readFor: key.readFor }
  })
  const counted = summary?.counted ?? { sql: 'count(*)', bindings: [] }
  const measures = authorised.aggregates.map((item) => {
    const { measure, group } = measureOf(emission, item, merged, counted)
    if (group) groups.push(group)
    return measure
  })
  if (emission.columns.length === 0) emission.add(counted)
  if (!summary) addConditions(emission, authorised, parsed)
  const statement = emission.finish((query) =>
    finishStatement(query, groups, merged ? MAX_QUARTERS : parsed.limit)
  )
  return {
    statement,
    summary: summary?.name ?? null,
    read: (rows, reader) => {
      const own = keys.map(({ path, readFor }) => ({ path, read: readFor(reader) }))
      return readRows(rows, own, measures, parsed.limit)
    },
  }
}

function addConditions(
  emission: Emission,
  authorised: AuthorisedAggregate,
  parsed: ParsedAggregate
): void {
  emission.where.push(emission.rows(authorised.frame.root, parsed.deleted))
  if (authorised.filter) emission.where.push(emission.conditions.filter(authorised.filter))
  if (parsed.words === 0) return
  const { search } = authorised
  emission.where.push(
    search.length === 0
      ? FALSE
      : emission.conditions.search(search, parsed.wordsIndex, parsed.words)
  )
}

function finishStatement(query: Knex.QueryBuilder, groups: Fragment[], limit: number): void {
  for (const { sql, bindings } of groups) {
    query.groupByRaw(sql, bindings as Knex.RawBinding[])
  }
  for (const { sql, bindings } of groups) {
    query.orderByRaw(sql, bindings as Knex.RawBinding[])
  }
  if (groups.length > 0) query.limit(limit, { skipBinding: true })
}

function readRows(
  rows: readonly RawRow[],
  keys: { path: string; read: KeyReader }[],
  measures: Measure[],
  limit: number
): AggregateRow[] {
  const groups = new Map<string, { keys: AggregateRow['keys']; parts: Part[] }>()
  for (const row of rows) {
    const own: AggregateRow['keys'] = {}
    for (const key of keys) own[key.path] = key.read(row)
    const id = JSON.stringify(own)
    const parts = measures.map((measure) => measure.take(row))
    const known = groups.get(id)
    if (!known) groups.set(id, { keys: own, parts })
    else
      measures.forEach((measure, index) =>
        merge(measure.fn, known.parts[index] as Part, parts[index] as Part)
      )
  }
  return [...groups.values()].slice(0, limit).map((group) => ({
    keys: group.keys,
    values: Object.fromEntries(
      measures.map((measure, index) => [measure.name, measure.finish(group.parts[index] as Part)])
    ),
  }))
}
