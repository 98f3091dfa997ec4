/**
 * First stage of the query compiler: from untrusted JSON to a bounded syntax tree. Every mistake is found and named with the
 * path of the input at fault, before anything is looked up.
 */
import type { ErrorDetail } from '#core/errors/coded_error'
import { E_BAD_QUERY } from '#core/errors/errors'
import type { Json } from '#core/metadata/types'
import { OPERATORS, type Operator } from '#core/records/types'
import { searchWords } from '#core/records/folding'
import type {
  AggregateFunction,
  AggregateNode,
  Deleted,
  FilterNode,
  GroupNode,
  ParsedAggregate,
  ParsedQuery,
  SortNode,
  ValueShape,
} from '#core/records/query/ast'

export const BOUNDS = {
  depth: 10,
  conditions: 100,
  listSize: 500,
  values: 1500,
  select: 200,
  sort: 5,
  segments: 5,
  searchLength: 200,
  words: 6,
  limit: 500,
  defaultLimit: 50,
  groups: 4,
  aggregates: 20,
  groupLimit: 10_000,
  defaultGroupLimit: 1_000,
} as const

const PATH = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/
const KNOWN_OPERATORS = new Set<string>(OPERATORS)
const NO_VALUE = new Set<Operator>(['is_empty', 'is_not_empty'])
const LISTS = new Set<Operator>(['in', 'not_in', 'has_any', 'has_all', 'has_none'])
const DELETED = new Set(['exclude', 'only', 'include'])
const FUNCTIONS = new Set(['count', 'sum', 'min', 'max', 'avg', 'count_distinct'])
const BUCKETS = new Set(['hour', 'day', 'week', 'month', 'year'])
const QUERY_KEYS = new Set([
  'entity',
  'select',
  'filter',
  'search',
  'sort',
  'limit',
  'after',
  'deleted',
])
const AGGREGATE_KEYS = new Set([
  'entity',
  'filter',
  'search',
  'group',
  'aggregates',
  'limit',
  'deleted',
])

type Obj = { [key: string]: unknown }

function isObject(value: unknown): value is Obj {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The next of a few list sizes: 1, 2, 4, … so that an `in` of any length has one of ten shapes. */
export function paddedSize(length: number): number {
  let size = 1
  while (size < length) size *= 2
  return size
}

class Parser {
  readonly issues: ErrorDetail[] = []
  readonly values: Json[] = []
  conditions = 0
  shape = ''

  fail(path: string, code: string, params?: ErrorDetail['params']): void {
    this.issues.push(params ? { path, code, params } : { path, code })
  }

  path(value: unknown, at: string): string | null {
    if (typeof value !== 'string' || value.length > 300 || !PATH.test(value)) {
      this.fail(at, 'E_QUERY_PATH')
      return null
    }
    if (value.split('.').length > BOUNDS.segments) {
      this.fail(at, 'E_QUERY_PATH_TOO_LONG', { max: BOUNDS.segments })
      return null
    }
    return value
  }

  keys(value: Obj, known: ReadonlySet<string>, at: string): void {
    for (const key of Object.keys(value)) {
      if (!known.has(key)) this.fail(at ? `${at}.${key}` : key, 'E_QUERY_UNKNOWN_KEY')
    }
  }

  filter(value: unknown, at: string, depth: number): FilterNode | null {
    if (!isObject(value)) {
      this.fail(at, 'E_QUERY_FILTER')
      return null
    }
    if (depth > BOUNDS.depth) {
      this.fail(at, 'E_QUERY_TOO_DEEP', { max: BOUNDS.depth })
      return null
    }
    const keys = Object.keys(value)
    if (keys.length === 1) {
      if ('and' in value) return this.#list('all', value.and, `${at}.and`, depth)
      if ('or' in value) return this.#list('any', value.or, `${at}.or`, depth)
      if ('not' in value) return this.#not(value.not, `${at}.not`, depth)
    }
    if ('some' in value || 'none' in value) return this.#related(value, at, depth)
    return this.#compare(value, at)
  }

  #list(kind: 'all' | 'any', value: unknown, at: string, depth: number): FilterNode | null {
    if (!Array.isArray(value)) {
      this.fail(at, 'E_QUERY_FILTER')
      return null
    }
    if (value.length > BOUNDS.conditions) {
      this.fail(at, 'E_QUERY_TOO_MANY_CONDITIONS', { max: BOUNDS.conditions })
      return null
    }
    this.shape += kind === 'all' ? '&(' : '|('
    const items: FilterNode[] = []
    for (const [index, one] of (value as unknown[]).entries()) {
      const item = this.filter(one, `${at}.${index}`, depth + 1)
      if (item) items.push(item)
    }
    this.shape += ')'
    return { kind, items }
  }

  #not(value: unknown, at: string, depth: number): FilterNode | null {
    this.shape += '!('
    const item = this.filter(value, at, depth + 1)
    this.shape += ')'
    return item && { kind: 'not', item }
  }

  #related(value: Obj, at: string, depth: number): FilterNode | null {
    const negated = 'none' in value
    const path = this.path(value.path, `${at}.path`)
    this.keys(value, new Set(['path', negated ? 'none' : 'some']), at)
    this.#count(at)
    this.shape += `${negated ? 'N' : 'S'}${path}(`
    const key = negated ? 'none' : 'some'
    const filter = this.filter(value[key], `${at}.${key}`, depth + 1)
    this.shape += ')'
    return path && filter ? { kind: 'related', path, negated, filter, at } : null
  }

  #count(at: string): void {
    this.conditions++
    if (this.conditions === BOUNDS.conditions + 1) {
      this.fail(at, 'E_QUERY_TOO_MANY_CONDITIONS', { max: BOUNDS.conditions })
    }
  }

  #compare(value: Obj, at: string): FilterNode | null {
    this.keys(value, COMPARE_KEYS, at)
    this.#count(at)
    const path = this.path(value.path, `${at}.path`)
    if (typeof value.op !== 'string' || !KNOWN_OPERATORS.has(value.op)) {
      this.fail(`${at}.op`, 'E_QUERY_OPERATOR')
      return null
    }
    let op = value.op as Operator
    /** Equal to nothing is the same question as empty. */
    if (value.value === null && op === 'eq') op = 'is_empty'
    else if (value.value === null && op === 'ne') op = 'is_not_empty'
    const shape = this.#value(op, value.value, `${at}.value`)
    if (!path || !shape) return null
    this.shape += `${path}:${op}${shape.kind === 'many' ? shape.count : ''};`
    return { kind: 'compare', path, op, value: shape, at }
  }

  #value(op: Operator, value: unknown, at: string): ValueShape | null {
    if (NO_VALUE.has(op)) {
      if (value !== undefined && value !== null) this.fail(at, 'E_QUERY_VALUE_UNEXPECTED')
      return { kind: 'none' }
    }
    if (value === undefined || value === null) {
      this.fail(at, 'E_QUERY_VALUE_MISSING')
      return null
    }
    if (op === 'between') return this.#between(value, at)
    if (LISTS.has(op)) return this.#many(value, at)
    return this.#one(value, at)
  }

  #one(value: unknown, at: string): ValueShape | null {
    if (Array.isArray(value) || !isValue(value)) {
      this.fail(at, 'E_QUERY_VALUE')
      return null
    }
    this.values.push(value)
    return { kind: 'one', index: this.values.length - 1 }
  }

  #between(value: unknown, at: string): ValueShape | null {
    if (!Array.isArray(value) || value.length !== 2 || !value.every(isValue)) {
      this.fail(at, 'E_QUERY_BETWEEN')
      return null
    }
    const index = this.values.length
    this.values.push(...(value as Json[]))
    return { kind: 'many', index, count: 2 }
  }

  #many(value: unknown, at: string): ValueShape | null {
    if (!Array.isArray(value)) {
      this.fail(at, 'E_QUERY_LIST')
      return null
    }
    if (value.length > BOUNDS.listSize) {
      this.fail(at, 'E_QUERY_LIST_TOO_LONG', { max: BOUNDS.listSize })
      return null
    }
    const wrong = value.findIndex((item) => !isValue(item))
    if (wrong >= 0) {
      this.fail(`${at}.${wrong}`, 'E_QUERY_VALUE')
      return null
    }
    const index = this.values.length
    if (value.length === 0) return { kind: 'many', index, count: 0 }
    const count = paddedSize(value.length)
    const list = value as Json[]
    for (let item = 0; item < count; item++) this.values.push(list[item] ?? (list[0] as Json))
    return { kind: 'many', index, count }
  }

  select(value: unknown): string[] | undefined {
    if (value === undefined) return undefined
    if (!Array.isArray(value) || value.length > BOUNDS.select) {
      this.fail('select', 'E_QUERY_SELECT', { max: BOUNDS.select })
      return undefined
    }
    const paths = new Set<string>()
    for (const [index, one] of (value as unknown[]).entries()) {
      const path = this.path(one, `select.${index}`)
      if (path) paths.add(path)
    }
    return [...paths]
  }

  sort(value: unknown): SortNode[] {
    if (value === undefined) return []
    if (!Array.isArray(value) || value.length > BOUNDS.sort) {
      this.fail('sort', 'E_QUERY_SORT', { max: BOUNDS.sort })
      return []
    }
    const keys: SortNode[] = []
    for (const [index, item] of (value as unknown[]).entries()) {
      const at = `sort.${index}`
      if (!isObject(item)) {
        this.fail(at, 'E_QUERY_SORT', { max: BOUNDS.sort })
        continue
      }
      this.keys(item, SORT_KEYS, at)
      const path = this.path(item.path, `${at}.path`)
      if (item.direction !== undefined && item.direction !== 'asc' && item.direction !== 'desc') {
        this.fail(`${at}.direction`, 'E_QUERY_DIRECTION')
      }
      if (path && !keys.some((key) => key.path === path)) {
        keys.push({ path, descending: item.direction === 'desc', at })
      }
    }
    return keys
  }

  words(value: unknown): string[] {
    if (value === undefined || value === null || value === '') return []
    if (typeof value !== 'string' || value.length > BOUNDS.searchLength) {
      this.fail('search', 'E_QUERY_SEARCH', { max: BOUNDS.searchLength })
      return []
    }
    return searchWords(value, BOUNDS.words)
  }

  limit(value: unknown, fallback: number, max: number): number {
    if (value === undefined) return fallback
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > max) {
      this.fail('limit', 'E_QUERY_LIMIT', { max })
      return fallback
    }
    return value
  }

  deleted(value: unknown): Deleted {
    if (value === undefined) return 'exclude'
    if (typeof value !== 'string' || !DELETED.has(value)) this.fail('deleted', 'E_QUERY_DELETED')
    return value as Deleted
  }

  groups(value: unknown): GroupNode[] {
    if (value === undefined) return []
    if (!Array.isArray(value) || value.length > BOUNDS.groups) {
      this.fail('group', 'E_QUERY_GROUP', { max: BOUNDS.groups })
      return []
    }
    const groups: GroupNode[] = []
    for (const [index, item] of (value as unknown[]).entries()) {
      const at = `group.${index}`
      if (!isObject(item)) {
        this.fail(at, 'E_QUERY_GROUP', { max: BOUNDS.groups })
        continue
      }
      this.keys(item, GROUP_KEYS, at)
      const path = this.path(item.path, `${at}.path`)
      if (item.by !== undefined && (typeof item.by !== 'string' || !BUCKETS.has(item.by))) {
        this.fail(`${at}.by`, 'E_QUERY_BUCKET')
      } else if (path) groups.push({ path, by: item.by as GroupNode['by'], at })
    }
    return groups
  }

  aggregates(value: unknown): AggregateNode[] {
    if (!isObject(value) || Object.keys(value).length > BOUNDS.aggregates) {
      this.fail('aggregates', 'E_QUERY_AGGREGATES', { max: BOUNDS.aggregates })
      return []
    }
    const nodes: AggregateNode[] = []
    for (const [name, item] of Object.entries(value)) {
      const at = `aggregates.${name}`
      if (!NAME.test(name) || !isObject(item)) {
        this.fail(at, 'E_QUERY_AGGREGATES', { max: BOUNDS.aggregates })
        continue
      }
      this.keys(item, AGGREGATE_ITEM_KEYS, at)
      if (typeof item.fn !== 'string' || !FUNCTIONS.has(item.fn)) {
        this.fail(`${at}.fn`, 'E_QUERY_FUNCTION')
        continue
      }
      const path = item.path === undefined ? undefined : this.path(item.path, `${at}.path`)
      if (item.path === undefined && item.fn !== 'count') this.fail(`${at}.path`, 'E_QUERY_PATH')
      if (path !== null) nodes.push({ name, fn: item.fn as AggregateFunction, path, at })
    }
    return nodes
  }

  /** Throws E_BAD_QUERY with every issue found. */
  finish(): void {
    if (this.values.length > BOUNDS.values) {
      this.fail('filter', 'E_QUERY_TOO_MANY_VALUES', { max: BOUNDS.values })
    }
    const [first] = this.issues
    if (first) throw new E_BAD_QUERY({ reason: first.code }, this.issues)
  }
}

const COMPARE_KEYS = new Set(['path', 'op', 'value'])
const SORT_KEYS = new Set(['path', 'direction'])
const GROUP_KEYS = new Set(['path', 'by'])
const AGGREGATE_ITEM_KEYS = new Set(['fn', 'path'])

function isValue(value: unknown): value is Json {
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value === 'string' || typeof value === 'boolean' || isObject(value)
}

function common(parser: Parser, input: Obj) {
  const entity = typeof input.entity === 'string' ? input.entity : ''
  if (!entity) parser.fail('entity', 'E_QUERY_ENTITY')
  const filter =
    input.filter === undefined || input.filter === null
      ? undefined
      : (parser.filter(input.filter, 'filter', 1) ?? undefined)
  const words = parser.words(input.search)
  const wordsIndex = parser.values.length
  parser.values.push(...words)
  return { entity, filter, words: words.length, wordsIndex, deleted: parser.deleted(input.deleted) }
}

/**
 * Parses a `RecordQuery`. Throws E_BAD_QUERY whose details name every mistake.
 */
export function parseQuery(input: unknown): ParsedQuery {
  const parser = new Parser()
  if (!isObject(input)) throw new E_BAD_QUERY({ reason: 'E_QUERY_OBJECT' })
  parser.keys(input, QUERY_KEYS, '')
  const shared = common(parser, input)
  const select = parser.select(input.select)
  const sort = parser.sort(input.sort)
  const limit = parser.limit(input.limit, BOUNDS.defaultLimit, BOUNDS.limit)
  const after = input.after === undefined || input.after === null ? undefined : input.after
  if (after !== undefined && (typeof after !== 'string' || after.length > 4000)) {
    parser.fail('after', 'E_QUERY_CURSOR')
  }
  parser.finish()
  let shape = `Q${shared.entity}~${parser.shape}~${shared.words}~${shared.deleted}~${limit}~`
  let order = ''
  for (const key of sort) order += key.descending ? `-${key.path}` : `+${key.path}`
  shape += order
  shape += select ? `~${select.join(',')}` : '~*'
  return {
    ...shared,
    select,
    sort,
    limit,
    after: after as string | undefined,
    order,
    shape,
    values: parser.values,
  }
}

/** Parses an `AggregateQuery`. Throws E_BAD_QUERY whose details name every mistake. */
export function parseAggregate(input: unknown): ParsedAggregate {
  const parser = new Parser()
  if (!isObject(input)) throw new E_BAD_QUERY({ reason: 'E_QUERY_OBJECT' })
  parser.keys(input, AGGREGATE_KEYS, '')
  const shared = common(parser, input)
  const group = parser.groups(input.group)
  const aggregates = parser.aggregates(input.aggregates)
  const limit = parser.limit(input.limit, BOUNDS.defaultGroupLimit, BOUNDS.groupLimit)
  parser.finish()
  const groups = group.map((node) => `${node.path}/${node.by ?? ''}`).join(',')
  const wanted = aggregates.map((node) => `${node.name}=${node.fn} ${node.path ?? ''}`).join(',')
  const shape = `A${shared.entity}~${parser.shape}~${shared.words}~${shared.deleted}~${limit}~${groups}~${wanted}`
  return { ...shared, group, aggregates, limit, shape, values: parser.values }
}
