/**
 * Second stage of the query compiler: names become definitions. Paths are walked over look-ups, operators are checked against
 * the field's type, and every use of a field is noted so that the next stage can authorise it. Pure.
 */
import { E_BAD_QUERY, E_UNKNOWN_ENTITY, E_UNKNOWN_FIELD } from '#core/errors/errors'
import { operatorsOf, type FieldType } from '#core/metadata/field_type'
import { isNumeric, isTemporal, readAs } from '#core/metadata/field_types/shapes'
import { linkTableOf, type FieldTypes } from '#core/metadata/field_types/registry'
import type { EffectiveMetadata, EntityDefinition, FieldDefinition } from '#core/metadata/types'
import type { Operator } from '#core/records/types'
import type {
  AggregateNode,
  FilterNode,
  GroupNode,
  ParsedAggregate,
  ParsedQuery,
  ValueShape,
} from '#core/records/query/ast'
import { fieldOf, SYSTEM_FIELD_DEFINITIONS, tableOf } from '#core/records/system_fields'

export type MetadataView = Pick<EffectiveMetadata, 'entity'>

/** One appearance of a table in a statement. */
export interface Source {
  alias: string
  entity: EntityDefinition
  /** How it hangs on another; null for the root of a statement or of a sub-query. */
  join: { parent: Source; field: string; regarding: boolean } | null
}

/** A field as seen from one source. */
export interface FieldRef {
  source: Source
  name: string
  path: string
  definition: FieldDefinition
  type: FieldType
}

export type ResolvedFilter =
  | { kind: 'all' | 'any'; items: ResolvedFilter[] }
  | {
      kind: 'compare'
      ref: FieldRef
      op: Operator
      negated: boolean
      value: ValueShape
      at: string
    }
  | {
      kind: 'related'
      parent: Source
      frame: Frame
      /** What links the two: a field of the other entity, or a table of links. */
      inverse: FieldRef | { linkTable: string }
      filter: ResolvedFilter
      negated: boolean
      at: string
    }

/** A statement or sub-query: its root and what is joined to it, in the order of joining. */
export interface Frame {
  root: Source
  joined: Source[]
}

export type Usage = 'select' | 'filter' | 'sort' | 'group' | 'aggregate' | 'walk'
export interface Use {
  ref: FieldRef
  usage: Usage
  at: string
}

export interface OutputField {
  ref: FieldRef
  /** Came with the default selection: left out instead of refused where it may not be read. */
  implied: boolean
  /** Title of each record the field may point to, by entity. */
  titles: { entity: string; source: Source; title: FieldRef | null }[]
}
export interface ResolvedSort {
  ref: FieldRef
  descending: boolean
  /** The entity's own order, not asked for: left out where the reader may not use it. */
  implied?: boolean
}

export interface Resolved {
  frame: Frame
  uses: Use[]
  output: OutputField[]
  filter: ResolvedFilter | null
  sort: ResolvedSort[]
  /** Searchable fields of the root entity; empty when nothing is searched. */
  search: FieldRef[]
}

export interface ResolvedGroup {
  ref: FieldRef
  by: GroupNode['by']
  titles: OutputField['titles']
}
export interface ResolvedAggregate extends Omit<Resolved, 'output' | 'sort'> {
  group: ResolvedGroup[]
  aggregates: { node: AggregateNode; ref: FieldRef | null }[]
}

const NEGATIVE: Partial<Record<Operator, Operator>> = {
  ne: 'eq',
  not_in: 'in',
  is_not_empty: 'is_empty',
  has_none: 'has_any',
}

function badQuery(path: string, code: string): never {
  throw new E_BAD_QUERY({ reason: code }, [{ path, code }])
}

class Resolver {
  readonly uses: Use[] = []
  readonly #metadata: MetadataView
  readonly #types: FieldTypes
  #aliases = 0

  constructor(metadata: MetadataView, types: FieldTypes) {
    this.#metadata = metadata
    this.#types = types
  }

  entity(name: string): EntityDefinition {
    const entity = this.#metadata.entity.get(name)
    if (!entity || entity.removed) throw new E_UNKNOWN_ENTITY({ entity: name })
    return entity
  }

  frame(entity: EntityDefinition): Frame {
    return { root: { alias: `t${this.#aliases++}`, entity, join: null }, joined: [] }
  }

  /** The source that a look-up leads to; made once a frame. */
  join(frame: Frame, parent: Source, field: string, target: string, regarding: boolean): Source {
    const known = frame.joined.find(
      ({ join, entity }) =>
        join?.parent === parent && join.field === field && entity.name === target
    )
    if (known) return known
    const source: Source = {
      alias: `t${this.#aliases++}`,
      entity: this.entity(target),
      join: { parent, field, regarding },
    }
    frame.joined.push(source)
    return source
  }

  ref(source: Source, name: string, path: string, at: string): FieldRef {
    const definition = fieldOf(source.entity, name)
    if (!definition) {
      throw new E_UNKNOWN_FIELD({ entity: source.entity.name, field: name }, [
        { path: at, code: 'E_UNKNOWN_FIELD', params: { entity: source.entity.name, field: name } },
      ])
    }
    return { source, name, path, definition, type: this.#types.get(definition.type) }
  }

  /** Walks the look-ups of a path and answers its last field. */
  path(frame: Frame, path: string, usage: Usage, at: string): FieldRef {
    const names = path.split('.')
    const last = names.pop() as string
    let source = frame.root
    for (const name of names) {
      const step = this.ref(source, name, path, at)
      if (step.definition.type !== 'lookup') badQuery(at, 'E_QUERY_NOT_A_LOOKUP')
      this.uses.push({ ref: step, usage: 'walk', at })
      source = this.join(frame, source, name, step.definition.target, false)
    }
    const ref = this.ref(source, last, path, at)
    this.uses.push({ ref, usage, at })
    return ref
  }

  titles(frame: Frame, ref: FieldRef): OutputField['titles'] {
    const { definition } = ref
    const targets =
      definition.type === 'lookup'
        ? [definition.target]
        : definition.type === 'regarding'
          ? definition.targets
          : []
    const titles: OutputField['titles'] = []
    for (const target of targets) {
      const entity = this.#metadata.entity.get(target)
      if (!entity || entity.removed) continue
      const regarding = definition.type === 'regarding'
      const source = this.join(frame, ref.source, ref.name, target, regarding)
      const title = fieldOf(entity, entity.titleField)
      const readable = title && Object.hasOwn(this.#types.get(title.type).columns(title), '')
      titles.push({
        entity: target,
        source,
        title: readable ? this.ref(source, entity.titleField, ref.path, ref.path) : null,
      })
    }
    return titles
  }

  hasColumns(ref: FieldRef): boolean {
    if (ref.definition.type === 'many_to_many') return ref.source.join === null
    return Object.keys(ref.type.columns(ref.definition)).length > 0
  }

  filter(frame: Frame, node: FilterNode, negated: boolean): ResolvedFilter {
    switch (node.kind) {
      case 'not':
        return this.filter(frame, node.item, !negated)
      case 'all':
      case 'any': {
        const kind = (node.kind === 'all') === negated ? 'any' : 'all'
        return { kind, items: node.items.map((item) => this.filter(frame, item, negated)) }
      }
      case 'related':
        return this.#related(frame, node, negated)
      case 'compare':
        return this.#compare(frame, node, negated)
    }
  }

  #compare(
    frame: Frame,
    node: Extract<FilterNode, { kind: 'compare' }>,
    negated: boolean
  ): ResolvedFilter {
    const ref = this.path(frame, node.path, 'filter', `${node.at}.path`)
    if (!operatorsOf(ref.type, ref.definition).includes(node.op)) {
      throw new E_BAD_QUERY({ reason: 'E_QUERY_OPERATOR_TYPE' }, [
        {
          path: `${node.at}.op`,
          code: 'E_QUERY_OPERATOR_TYPE',
          params: { op: node.op, type: ref.type.name },
        },
      ])
    }
    if (ref.definition.type === 'many_to_many') {
      return this.#linked(ref, ref.definition.target, node, negated)
    }
    const positive = NEGATIVE[node.op]
    return {
      kind: 'compare',
      ref,
      op: positive ?? node.op,
      negated: positive ? !negated : negated,
      value: node.value,
      at: node.at,
    }
  }

  /** Questions about linked records are asked of those records, so that a reader learns only of what they may see. */
  #linked(
    ref: FieldRef,
    target: string,
    { op, value, at }: Extract<FilterNode, { kind: 'compare' }>,
    negated: boolean
  ): ResolvedFilter {
    const one = (shape: ValueShape | null, not: boolean): ResolvedFilter => {
      const frame = this.frame(this.entity(target))
      const id = this.ref(frame.root, 'id', 'id', at)
      const filter: ResolvedFilter = shape
        ? { kind: 'compare', ref: id, op: 'in', negated: false, value: shape, at }
        : { kind: 'all', items: [] }
      const inverse = { linkTable: linkTableOf(tableOf(ref.source.entity), ref.name) }
      return { kind: 'related', parent: ref.source, frame, inverse, filter, negated: not, at }
    }
    if (op === 'is_empty' || op === 'is_not_empty')
      return one(null, (op === 'is_empty') !== negated)
    if (op !== 'has_all' || value.kind !== 'many')
      return one(value, (op === 'has_none') !== negated)
    const items = Array.from({ length: value.count }, (_, place) =>
      one({ kind: 'many', index: value.index + place, count: 1 }, negated)
    )
    return { kind: negated ? 'any' : 'all', items }
  }

  #related(
    frame: Frame,
    node: Extract<FilterNode, { kind: 'related' }>,
    negated: boolean
  ): ResolvedFilter {
    const at = `${node.at}.path`
    const ref = this.path(frame, node.path, 'filter', at)
    const { definition } = ref
    if (definition.type === 'many_to_many') {
      const linked = this.frame(this.entity(definition.target))
      return {
        kind: 'related',
        parent: ref.source,
        frame: linked,
        inverse: { linkTable: linkTableOf(tableOf(ref.source.entity), ref.name) },
        filter: this.filter(linked, node.filter, false),
        negated: node.negated !== negated,
        at: node.at,
      }
    }
    if (definition.type !== 'one_to_many') badQuery(at, 'E_QUERY_NOT_A_RELATION')
    const inner = this.frame(this.entity(definition.target))
    const inverse = this.ref(inner.root, definition.inverse, definition.inverse, at)
    this.uses.push({ ref: inverse, usage: 'walk', at })
    return {
      kind: 'related',
      parent: ref.source,
      frame: inner,
      inverse,
      filter: this.filter(inner, node.filter, false),
      negated: node.negated !== negated,
      at: node.at,
    }
  }

  search(frame: Frame): FieldRef[] {
    return Object.entries(frame.root.entity.fields)
      .filter(([, field]) => field.searchable && !field.removed)
      .map(([name]) => this.ref(frame.root, name, name, 'search'))
      .filter((ref) => operatorsOf(ref.type, ref.definition).includes('contains'))
  }

  /** A look-up sorts by the title of the record it points to: that is what the reader sees. */
  sortRef(frame: Frame, path: string, at: string): FieldRef {
    const ref = this.path(frame, path, 'sort', at)
    if (!ref.type.sortable) badQuery(at, 'E_QUERY_NOT_SORTABLE')
    if (ref.definition.type !== 'lookup') return ref
    const title = this.titles(frame, ref)[0]?.title
    if (!title || !title.type.sortable) return ref
    this.uses.push({ ref: title, usage: 'sort', at })
    return { ...title, path }
  }
}

/** Lists that ask for no order come newest first by the instant that the entity is listed by; indexes follow it. */
function newestFirst(resolver: Resolver, frame: Frame): ResolvedSort[] {
  const { entity } = frame.root
  const name = entity.listOrder ?? entity.timeline?.at
  if (name === undefined || !fieldOf(entity, name)) return []
  return [{ ref: resolver.ref(frame.root, name, name, 'sort'), descending: true, implied: true }]
}

function outputOf(resolver: Resolver, frame: Frame, parsed: ParsedQuery): OutputField[] {
  const fields: OutputField[] = []
  const add = (ref: FieldRef, implied: boolean) => {
    fields.push({ ref, implied, titles: resolver.titles(frame, ref) })
  }
  if (parsed.select) {
    parsed.select.forEach((path, index) => {
      const at = `select.${index}`
      const ref = resolver.path(frame, path, 'select', at)
      if (!resolver.hasColumns(ref)) badQuery(at, 'E_QUERY_NOT_SELECTABLE')
      if (path !== 'id' && path !== 'version') add(ref, false)
    })
    return fields
  }
  const { entity } = frame.root
  for (const name of [...Object.keys(entity.fields), ...IMPLIED_SYSTEM_FIELDS]) {
    if (entity.fields[name]?.removed) continue
    const ref = resolver.ref(frame.root, name, name, 'select')
    if (resolver.hasColumns(ref)) add(ref, true)
  }
  return fields
}

const IMPLIED_SYSTEM_FIELDS = Object.keys(SYSTEM_FIELD_DEFINITIONS).filter(
  (name) => name !== 'id' && name !== 'version' && name !== 'deleted_at'
)

/** Resolves a parsed query. Throws E_UNKNOWN_ENTITY, E_UNKNOWN_FIELD or E_BAD_QUERY, naming the input path. */
export function resolveQuery(
  parsed: ParsedQuery,
  metadata: MetadataView,
  types: FieldTypes
): Resolved {
  const resolver = new Resolver(metadata, types)
  const frame = resolver.frame(resolver.entity(parsed.entity))
  const filter = parsed.filter ? resolver.filter(frame, parsed.filter, false) : null
  const sort: ResolvedSort[] = parsed.sort.map(({ path, descending, at }) => ({
    ref: resolver.sortRef(frame, path, `${at}.path`),
    descending,
  }))
  if (sort.length === 0) sort.push(...newestFirst(resolver, frame))
  const byId = sort.findIndex(({ ref }) => ref.source === frame.root && ref.name === 'id')
  if (byId >= 0) sort.length = byId + 1
  else {
    const descending = sort.at(-1)?.descending ?? true
    sort.push({ ref: resolver.ref(frame.root, 'id', 'id', 'sort'), descending })
  }
  const output = outputOf(resolver, frame, parsed)
  const search = parsed.words > 0 ? resolver.search(frame) : []
  return { frame, uses: resolver.uses, output, filter, sort, search }
}

function checkAggregate(node: AggregateNode, ref: FieldRef): void {
  const { definition } = ref
  const at = `${node.at}.path`
  if (!Object.hasOwn(ref.type.columns(ref.definition), '')) badQuery(at, 'E_QUERY_NOT_AGGREGABLE')
  if ((node.fn === 'sum' || node.fn === 'avg') && !isNumeric(definition)) {
    badQuery(at, 'E_QUERY_NOT_AGGREGABLE')
  }
  if (
    (node.fn === 'min' || node.fn === 'max') &&
    !isNumeric(definition) &&
    !isTemporal(definition)
  ) {
    badQuery(at, 'E_QUERY_NOT_AGGREGABLE')
  }
}

/** Resolves a parsed aggregate query. Throws as `resolveQuery` does. */
export function resolveAggregate(
  parsed: ParsedAggregate,
  metadata: MetadataView,
  types: FieldTypes
): ResolvedAggregate {
  const resolver = new Resolver(metadata, types)
  const frame = resolver.frame(resolver.entity(parsed.entity))
  const filter = parsed.filter ? resolver.filter(frame, parsed.filter, false) : null
  const group = parsed.group.map((node) => {
    const at = `${node.at}.path`
    const ref = resolver.path(frame, node.path, 'group', at)
    if (!ref.type.groupable) badQuery(at, 'E_QUERY_NOT_GROUPABLE')
    if (node.by && !isTemporal(ref.definition)) badQuery(`${node.at}.by`, 'E_QUERY_BUCKET')
    if (node.by === 'hour' && readAs(ref.definition).type === 'date') {
      badQuery(`${node.at}.by`, 'E_QUERY_BUCKET')
    }
    return { ref, by: node.by, titles: resolver.titles(frame, ref) }
  })
  const aggregates = parsed.aggregates.map((node) => {
    if (!node.path) return { node, ref: null }
    const ref = resolver.path(frame, node.path, 'aggregate', `${node.at}.path`)
    if (node.fn !== 'count' || !Object.hasOwn(ref.type.columns(ref.definition), '')) {
      checkAggregate(node, ref)
    }
    return { node, ref }
  })
  const search = parsed.words > 0 ? resolver.search(frame) : []
  return { frame, uses: resolver.uses, filter, search, group, aggregates }
}
