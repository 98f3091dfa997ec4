import type { Knex } from 'knex'
import type { DialectName } from '#core/database/types'
import type { JsonPrimitive, Privilege } from '#core/metadata/types'
import type { RecordRow, RecordValue } from '#core/records/types'
import type { Access } from '#core/security/types'
import type { AccessPath } from '#core/records/query/access_path'
import type { Authorised, AuthorisedOutput, ShownTitle } from '#core/records/query/authorise'
import type { Deleted } from '#core/records/query/ast'
import type { KeyKind } from '#core/records/query/cursor'
import type { Statement } from '#core/records/query/conditions'
import { Emission, type CompiledStatement, type EmitContext } from '#core/records/query/emission'
import { segmentsAfter, type SortKey } from '#core/records/query/paging'
import type { FieldRef, ResolvedSort } from '#core/records/query/resolve'
import { scopeFragment, sharedScope } from '#core/records/query/scope'
import { FALSE, TRUE } from '#core/records/query/slots'
import { NEVER_NULL } from '#core/records/system_fields'
import { FOLDED_SUFFIX } from '#core/metadata/field_types/folded_column'
import { isStoredAsIs, numberOf } from '#core/metadata/field_types/shared'
import { isNumeric, isTextLike, readAs } from '#core/metadata/field_types/shapes'

export type RawRow = readonly unknown[]
type Reader = (row: RawRow) => RecordValue

/** A record as an array: its id, then the selected values in their order, linked records by their ids. */
export type ScannedRow = readonly [id: number, ...values: RecordValue[]]

/** A query that is ready to run: its statements in order (until the page is full), and how to read their rows. */
export interface CompiledQuery {
  entity: string
  limit: number
  /** Many-to-many fields, which are read by a query of their own. */
  links: readonly FieldRef[]
  segments: CompiledStatement[]
  kinds: KeyKind[]
  /** The keys of a row as a cursor holds them. */
  keysOf(row: RawRow): JsonPrimitive[]
  read(row: RawRow): RecordRow
  /** The id and the values in the order of the selection; makes them of the row itself where it can. Only where `bare` was asked for. */
  values(row: unknown[]): ScannedRow
  /** Whether the actor may update and delete this row; only where asked for. */
  rights(row: RawRow): { update: boolean; delete: boolean }
}

export interface QueryOptions {
  words: number
  wordsIndex: number
  limit: number
  deleted: Deleted
  /** Which keys of the cursor are null; undefined for the first page. */
  after: boolean[] | undefined
  /** Adds what tells whether a row may be updated and deleted. */
  rightsOf: Pick<Access, 'depth'> | undefined
  /** Rows are read by `values` alone. */
  bare: boolean
  /** How the first rows are found; undefined leaves it to the database. */
  path: AccessPath | undefined
}

const KEYS_OF_NUMBERS = new Set(['boolean', 'lookup', 'file', 'image'])

/** How a row's title is read: the text of the title field, or of its masked form. */
export function titleReader(emission: Emission, shown: ShownTitle): (row: RawRow) => string | null {
  const { title, masked } = shown
  const { type, definition } = title
  const place = emission.addColumn(title, '')
  const { dialect } = emission
  if (isTextLike(definition) && !masked) return (row) => (row[place] as string | null) ?? null
  return (row) => {
    const stored = row[place]
    if (stored === null || stored === undefined) return null
    const value = type.fromDatabase({ '': stored }, definition, dialect)
    return type.toText(masked ? type.mask(value) : value, definition)
  }
}

function referenceReader(emission: Emission, output: AuthorisedOutput): Reader {
  const { ref, shown } = output
  const titles = new Map(shown.map((item) => [item.entity, titleReader(emission, item)]))
  if (ref.definition.type === 'regarding') {
    const entityAt = emission.addColumn(ref, 'entity')
    const idAt = emission.addColumn(ref, 'id')
    return (row) => {
      const id = row[idAt]
      const entity = row[entityAt] as string | null
      if (id === null || id === undefined || entity === null) return null
      return { id: Number(id), label: titles.get(entity)?.(row) ?? null, entity }
    }
  }
  const place = emission.addColumn(ref, '')
  const [label] = titles.values()
  return (row) => {
    const id = row[place]
    if (id === null || id === undefined) return null
    return { id: Number(id), label: label ? label(row) : null }
  }
}

/** Whether the driver hands out the value itself, so that nothing is left to be read. */
function isHandedOut({ ref, masked }: AuthorisedOutput, dialect: DialectName): boolean {
  const { type, definition } = ref
  if (masked || dialect !== 'sqlite') return false
  return definition.type === 'lookup' || isTextLike(definition) || isStoredAsIs(type)
}

/** A linked record by its id alone. */
function bareReader(emission: Emission, output: AuthorisedOutput): Reader {
  const { ref, masked } = output
  if (masked || ref.definition.type !== 'lookup') return valueReader(emission, output)
  const place = emission.addColumn(ref, '')
  return (row) => numberOf(row[place])
}

function valueReader(emission: Emission, output: AuthorisedOutput): Reader {
  const { ref, masked } = output
  const { type, definition } = ref
  const { dialect } = emission
  const isReference = definition.type === 'lookup' || definition.type === 'regarding'
  if (isReference && !masked) return referenceReader(emission, output)
  const suffixes = Object.keys(type.columns(definition)).filter((name) => name !== FOLDED_SUFFIX)
  const places = suffixes.map((suffix) => emission.addColumn(ref, suffix))
  const parts = suffixes.map((suffix, index) => ({ suffix, place: places[index] as number }))
  const [place] = places
  if (!masked && place !== undefined && isTextLike(definition)) {
    return (row) => (row[place] as RecordValue) ?? null
  }
  return (row) => {
    const columns: Record<string, unknown> = {}
    parts.forEach(({ suffix, place: at }) => (columns[suffix] = row[at]))
    const value = type.fromDatabase(columns, definition, dialect)
    return masked ? type.mask(value) : value
  }
}

function kindOf(ref: FieldRef): KeyKind {
  const numbers = isNumeric(ref.definition) || KEYS_OF_NUMBERS.has(readAs(ref.definition).type)
  return numbers ? 'number' : 'text'
}

function sortKey(emission: Emission, { ref, descending }: ResolvedSort): SortKey {
  const text = isTextLike(ref.definition)
  const fragment = text
    ? emission.conditions.folded(ref)
    : { sql: '??', bindings: [emission.conditions.column(ref)] }
  const instant = readAs(ref.definition).type === 'datetime' && emission.dialect === 'mssql'
  return {
    fragment,
    descending,
    nullable: ref.source.join !== null || !NEVER_NULL.has(ref.name),
    bind: (value) => (instant && typeof value === 'string' ? value.replace(/Z$/, '') : value),
  }
}

function keyReader(place: number): (row: RawRow) => JsonPrimitive {
  return (row) => {
    const value = row[place]
    if (value instanceof Date) return value.toISOString()
    if (typeof value === 'boolean') return Number(value)
    return (value as JsonPrimitive | undefined) ?? null
  }
}

function conditions(emission: Emission, authorised: Authorised, options: QueryOptions): void {
  const { frame, filter, search } = authorised
  emission.where.push(emission.rows(frame.root, options.deleted))
  if (filter) emission.where.push(emission.conditions.filter(filter))
  if (options.words > 0) {
    emission.where.push(
      search.length === 0
        ? FALSE
        : emission.conditions.search(search, options.wordsIndex, options.words)
    )
  }
}

function rightReader(
  emission: Emission,
  authorised: Authorised,
  context: EmitContext,
  access: Pick<Access, 'depth'>,
  privilege: Privilege
): (row: RawRow) => boolean {
  const { root } = authorised.frame
  const depth = access.depth(root.entity.name, privilege)
  const shared = sharedScope(root.entity, privilege)
  const scope = scopeFragment(root.alias, depth, context.sizes, context.dialect, shared)
  if (scope === TRUE) return () => true
  if (scope === FALSE) return () => false
  const place = emission.add({
    sql: `case when ${scope.sql} then 1 else 0 end`,
    bindings: scope.bindings,
  })
  return (row) => row[place] === 1
}

/** Compiles an authorised query for one dialect. */
export function emitQuery(
  authorised: Authorised,
  context: EmitContext,
  options: QueryOptions
): CompiledQuery {
  const { frame, scopes, sort } = authorised
  const emission = new Emission(context, frame, scopes)
  const id = emission.add({ sql: '??', bindings: [`${frame.root.alias}.id`] })
  const { bare } = options
  const version = bare ? 0 : emission.add({ sql: '??', bindings: [`${frame.root.alias}.version`] })
  const links = authorised.output
    .filter(({ ref, masked }) => ref.definition.type === 'many_to_many' && !masked)
    .map(({ ref }) => ref)
  const fields = authorised.output.map((output, index) => {
    const read = bare ? bareReader(emission, output) : valueReader(emission, output)
    return { path: output.ref.path, read, output, at: index + 1, width: emission.columns.length }
  })
  /** Each value in the place of its column: `values` need not copy the row, and reads only what is stored otherwise. */
  const aligned = fields.every(({ at, width }) => width === at + 1)
  const rest = aligned
    ? fields.filter(({ output }) => !isHandedOut(output, context.dialect))
    : fields
  const keys = sort.map((item) => sortKey(emission, item))
  const places = keys.map((key) => {
    const same = emission.columns.findIndex(
      ({ sql, bindings }) =>
        sql === key.fragment.sql && sql === '??' && bindings[0] === key.fragment.bindings[0]
    )
    return same >= 0 ? same : emission.add(key.fragment)
  })
  const rights = options.rightsOf
    ? {
        update: rightReader(emission, authorised, context, options.rightsOf, 'update'),
        delete: rightReader(emission, authorised, context, options.rightsOf, 'delete'),
      }
    : null
  const keyReaders = places.map(keyReader)
  return {
    entity: frame.root.entity.name,
    limit: options.limit,
    links,
    segments: segments(emission, authorised, keys, context, options),
    kinds: sort.map(({ ref }) => kindOf(ref)),
    keysOf: (row) => keyReaders.map((read) => read(row)),
    read(row) {
      const record: RecordRow = { id: Number(row[id]), version: Number(row[version]) }
      for (const field of fields) record[field.path] = field.read(row)
      return record
    },
    values(row) {
      const values = aligned ? row : [...row]
      values[0] = Number(row[id])
      for (const { read, at } of rest) values[at] = read(row)
      while (values.length > fields.length + 1) values.pop()
      return values as unknown as ScannedRow
    },
    rights: (row) => ({
      update: rights?.update(row) ?? false,
      delete: rights?.delete(row) ?? false,
    }),
  }
}

/** The end of a range of the leading key that rows behind the cursor lie beyond. */
function passedEnd({ sort, frame }: Authorised, { after }: QueryOptions): Statement['passed'] {
  const [lead] = sort
  if (!lead || after?.[0] !== false) return undefined
  const { ref, descending } = lead
  return ({ source, name }, end) =>
    source === frame.root && name === ref.name && end === (descending ? 'upper' : 'lower')
}

/**
 * The statements of a page. Where rows come in order of an index, one statement reads until the page is full. Where they must
 * be sorted, a sub-query sorts ids alone, and titles are joined to the page only.
 */
function segments(
  emission: Emission,
  authorised: Authorised,
  keys: readonly SortKey[],
  context: EmitContext,
  options: QueryOptions
): CompiledStatement[] {
  const behind = options.after ? segmentsAfter(keys, options.after) : [TRUE]
  const { path, limit } = options
  const passed = passedEnd(authorised, options)
  if (!path || path.ordered) {
    emission.residual = (node) => path?.residual.has(node) ?? false
    emission.passed = passed
    conditions(emission, authorised, options)
    const count = emission.where.length
    return behind.map((condition) => {
      emission.where.length = count
      emission.where.push(condition)
      return emission.finish((query) => firstRows(orderBy(query, keys), limit))
    })
  }
  const { alias } = authorised.frame.root
  return behind.map((condition) => {
    const inner = new Emission(context, authorised.frame, authorised.scopes)
    inner.add({ sql: '??', bindings: [`${alias}.id`] })
    inner.passed = passed
    const innerKeys = authorised.sort.map((item) => sortKey(inner, item))
    conditions(inner, authorised, options)
    inner.where.push(condition)
    const ids = inner.compile((query) => firstRows(orderBy(query, innerKeys), limit))
    emission.where.length = 0
    emission.where.push({
      sql: `?? in (${ids.sql})`,
      bindings: [`${alias}.id`, ...ids.bindings],
    })
    return emission.finish((query) => orderBy(query, keys))
  })
}

function orderBy(query: Knex.QueryBuilder, keys: readonly SortKey[]): Knex.QueryBuilder {
  for (const { fragment, descending } of keys) {
    const sql = `${fragment.sql} ${descending ? 'desc' : 'asc'}`
    query.orderByRaw(sql, fragment.bindings as Knex.RawBinding[])
  }
  return query
}

/** One row more than the page tells whether there is another. The limit is part of the shape, so it is no value. */
function firstRows(query: Knex.QueryBuilder, limit: number): Knex.QueryBuilder {
  return query.limit(limit + 1, { skipBinding: true })
}

/** Compiles the count of an authorised query. */
export function emitCount(
  authorised: Authorised,
  context: EmitContext,
  options: QueryOptions
): CompiledStatement {
  const emission = new Emission(context, authorised.frame, authorised.scopes)
  emission.add({ sql: 'count(*)', bindings: [] })
  conditions(emission, authorised, options)
  return emission.finish()
}
