/**
 * The query language asked of one row that is already at hand: colour rules of lists, cards and calendars. It answers what the
 * query engine would (tested against it): texts fold alike, what is unknown is not equal, periods are those of the reader. Pure
 * and isomorphic.
 */
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { FieldDefinition, Json } from '#core/metadata/types'
import { foldedKey } from '#core/records/folding'
import { daysOf, periodOf, type Reader } from '#core/records/query/periods'
import type { Filter, Operator } from '#core/records/types'

export interface MatchContext {
  types: FieldTypes
  /** The field at a path, or null where the reader may not use it. */
  field(path: string): FieldDefinition | null
  reader: Reader & { userId: number }
  now: Date
}
export type RowTest = (row: Readonly<Record<string, unknown>>) => boolean
type ValueTest = (value: Json) => boolean

const NEVER: RowTest = () => false
const NEGATIVE: Partial<Record<Operator, Operator>> = {
  ne: 'eq',
  not_in: 'in',
  is_not_empty: 'is_empty',
}

/** The paths that a filter reads from the row: they must be among those selected. */
export function pathsOf(filter: Filter): string[] {
  if ('and' in filter) return filter.and.flatMap(pathsOf)
  if ('or' in filter) return filter.or.flatMap(pathsOf)
  if ('not' in filter) return pathsOf(filter.not)
  return [filter.path]
}

/**
 * Compiles a filter to a test of rows. A filter that the engine would refuse (unknown field, wrong value, other records asked)
 * matches nothing, whatever negations stand around the fault.
 */
export function rowTest(filter: Filter, context: MatchContext): RowTest {
  return compile(filter, context) ?? NEVER
}

function compile(filter: Filter, context: MatchContext): RowTest | null {
  if ('and' in filter) {
    const tests = compileAll(filter.and, context)
    return tests && ((row) => tests.every((test) => test(row)))
  }
  if ('or' in filter) {
    const tests = compileAll(filter.or, context)
    return tests && ((row) => tests.some((test) => test(row)))
  }
  if ('not' in filter) {
    const test = compile(filter.not, context)
    return test && ((row) => !test(row))
  }
  if (!('op' in filter)) return null
  const field = context.field(filter.path)
  const known = field !== null && context.types.has(field.type)
  if (!known || !context.types.get(field.type).operators.includes(filter.op)) return null
  const positive = NEGATIVE[filter.op]
  const test = valueTest(positive ?? filter.op, field, filter.value ?? null, context)
  if (!test) return null
  const { path } = filter
  const ofRow: RowTest = (row) => test(plain(row[path], field))
  return positive ? (row) => !ofRow(row) : ofRow
}

function compileAll(filters: readonly Filter[], context: MatchContext): RowTest[] | null {
  const tests = filters.map((filter) => compile(filter, context))
  return tests.some((test) => test === null) ? null : (tests as RowTest[])
}

/** A value of an answer as it is written in queries: a look-up by its id. */
function plain(value: unknown, field: FieldDefinition): Json {
  if (value === undefined || value === null) return null
  if (field.type !== 'lookup' && field.type !== 'regarding') return value as Json
  if (typeof value !== 'object') return value as Json
  const { id, entity } = value as { id: number; entity?: string }
  return field.type === 'lookup' ? id : { entity: entity ?? '', id }
}

function isMe(value: Json): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && value.me === true
}

/** A value of the filter, checked and normalised as the engine does; null where it is none. */
function wanted(value: Json, field: FieldDefinition, context: MatchContext): Json {
  if (isMe(value) && field.type === 'lookup' && field.target === 'user') {
    return context.reader.userId
  }
  if (value === null) return null
  const parsed = context.types.get(field.type).parse(value, field)
  return 'code' in parsed ? null : parsed.value
}

function comparable(value: Json): Json {
  if (typeof value === 'string') return value.toLowerCase()
  return typeof value === 'object' ? JSON.stringify(value) : value
}

function valueTest(
  op: Operator,
  field: FieldDefinition,
  value: Json,
  context: MatchContext
): ValueTest | null {
  switch (op) {
    case 'is_empty':
      return (own) => own === null
    case 'eq':
      return equality([value], field, context)
    case 'in':
      return Array.isArray(value) ? equality(value, field, context) : null
    case 'contains':
    case 'starts_with':
      return textTest(op, field, value)
    case 'within':
      return periodTest(field, value, context)
    case 'between':
      return Array.isArray(value) && value.length === 2 ? between(value, field, context) : null
    default:
      return orderTest(op, field, value, context)
  }
}

function equality(
  values: readonly Json[],
  field: FieldDefinition,
  context: MatchContext
): ValueTest | null {
  const parsed = values.map((value) => wanted(value, field, context))
  if (parsed.includes(null)) return null
  const keys = new Set(parsed.map(comparable))
  return (own) => own !== null && keys.has(comparable(own))
}

/** Numbers may come as texts where they are too exact for a number. */
function ordinal(value: Json, field: FieldDefinition): number | string {
  const temporal = field.type === 'date' || field.type === 'datetime'
  return temporal ? String(value) : Number(value)
}

function orderTest(
  op: Operator,
  field: FieldDefinition,
  value: Json,
  context: MatchContext
): ValueTest | null {
  const parsed = wanted(value, field, context)
  if (parsed === null) return null
  const limit = ordinal(parsed, field)
  const tests: Partial<Record<Operator, (own: number | string) => boolean>> = {
    lt: (own) => own < limit,
    le: (own) => own <= limit,
    gt: (own) => own > limit,
    ge: (own) => own >= limit,
  }
  const test = tests[op]
  return test ? (own) => own !== null && test(ordinal(own, field)) : null
}

function between(
  [low = null, high = null]: readonly Json[],
  field: FieldDefinition,
  context: MatchContext
): ValueTest | null {
  const from = orderTest('ge', field, low, context)
  const to = orderTest('le', field, high, context)
  return from && to && ((own) => from(own) && to(own))
}

function textTest(
  op: 'contains' | 'starts_with',
  field: FieldDefinition,
  value: Json
): ValueTest | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const shadowed =
    field.type !== 'long_text' && (field.searchable === true || field.indexed === true)
  const keyed = shadowed ? field.type : 'text'
  const part = foldedKey(keyed, String(value))
  return (own) => {
    if (own === null || part === '') return false
    const text = foldedKey(keyed, String(own))
    return op === 'contains' ? text.includes(part) : text.startsWith(part)
  }
}

function periodTest(field: FieldDefinition, value: Json, context: MatchContext): ValueTest | null {
  const { reader, now } = context
  const interval = periodOf(value, reader, now)
  if (!interval) return null
  if (field.type === 'date') {
    const [first, last] = daysOf(interval, reader.timeZone)
    return (own) => own !== null && String(own) >= first && String(own) <= last
  }
  return (own) => {
    if (own === null) return false
    const at = new Date(String(own))
    return at >= interval.from && at < interval.to
  }
}
