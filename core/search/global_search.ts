import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { EntityDefinition } from '#core/metadata/types'
import type { MetadataSource } from '#core/records/ports'
import type { Records } from '#core/records/records'
import { namesOf, shownFields } from '#core/records/search'
import type { RecordRow } from '#core/records/types'
import { searchedEntities } from '#core/search/search_fields'
import type { SearchFinder } from '#core/search/search_finder'
import { excerpt, highlight, type Span } from '#core/search/search_highlight'
import type { SearchIndex } from '#core/search/search_index'
import type { NumberedEntity } from '#core/search/search_names'
import { parseTerms, type Term } from '#core/search/search_terms'
import type { Actor } from '#core/security/types'

/** Where, beside title and second line, a record was found. */
export interface SearchMatch {
  field: string
  text: string
  spans: Span[]
}
export interface SearchHit {
  entity: string
  id: number
  label: string | null
  labelSpans: Span[]
  subtitle: string
  subtitleSpans: Span[]
  match: SearchMatch | null
}
export interface SearchGroup {
  entity: string
  /** Up to 100; `capped` says that there are more. */
  count: number
  capped: boolean
  results: SearchHit[]
}
export interface SearchOptions {
  entities?: string[] | undefined
  /** Of each entity. */
  limit?: number | undefined
}

const PER_ENTITY = 5
const MOST = 100
const COUNT_CAP = 100

interface Parts {
  metadata: MetadataSource
  types: FieldTypes
  records: Records
  index: SearchIndex
  finder: SearchFinder
}

/**
 * One search box over everything the actor may read. Words are looked up in the index, by readable fields and within row scopes;
 * what is shown is then read through the record engine, so that nothing comes out that a list would hide.
 */
export class GlobalSearch {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Groups in the order of their best results: entities found by a title first. */
  async find(actor: Actor, text: string, options: SearchOptions = {}): Promise<SearchGroup[]> {
    const terms = parseTerms(text)
    if (terms.length === 0) return []
    const limit = Math.min(Math.max(options.limit ?? PER_ENTITY, 1), MOST)
    const complete = await this.#parts.index.complete()
    const groups: SearchGroup[] = []
    for (const entity of searchedEntities(this.#parts.metadata.current())) {
      if (options.entities && !options.entities.includes(entity.name)) continue
      if (actor.access.depth(entity.name, 'read') === 'none') continue
      const numbered = complete.has(entity.name) ? this.#parts.index.names.of(entity) : undefined
      const group = numbered
        ? await this.#indexed(actor, entity, numbered, terms, limit)
        : await this.#plain(actor, entity, text, terms, limit)
      if (group.results.length > 0) groups.push(group)
    }
    return groups
      .map((group, place) => ({ group, place, titled: titled(group) }))
      .sort((a, b) => Number(b.titled) - Number(a.titled) || a.place - b.place)
      .map(({ group }) => group)
  }

  async #indexed(
    actor: Actor,
    entity: EntityDefinition,
    numbered: NumberedEntity,
    terms: readonly Term[],
    limit: number
  ): Promise<SearchGroup> {
    const found = await this.#parts.finder.find(actor, entity, numbered, terms, {
      limit,
      cap: COUNT_CAP,
    })
    const results = await this.#read(actor, entity, found.ids, terms)
    return { entity: entity.name, count: found.count, capped: found.capped, results }
  }

  /** An entity whose part of the index is being made: slower, and as right. */
  async #plain(
    actor: Actor,
    entity: EntityDefinition,
    text: string,
    terms: readonly Term[],
    limit: number
  ): Promise<SearchGroup> {
    const page = await this.#parts.records.query(actor, {
      entity: entity.name,
      select: ['id'],
      search: text,
      limit: Math.min(limit + 1, MOST),
    })
    const ids = page.rows.slice(0, limit).map(({ id }) => id)
    const results = await this.#read(actor, entity, ids, terms)
    const capped = page.rows.length > limit
    return { entity: entity.name, count: results.length, capped, results }
  }

  /** Reads the records as the actor; what does not come back does not exist for this person. */
  async #read(
    actor: Actor,
    entity: EntityDefinition,
    ids: readonly number[],
    terms: readonly Term[]
  ): Promise<SearchHit[]> {
    if (ids.length === 0) return []
    const open = (name: string) => {
      const level = actor.access.field(entity.name, name)
      return level === 'read' || level === 'write'
    }
    const searched = Object.entries(entity.fields)
      .filter(([name, field]) => field.searchable && !field.removed && open(name))
      .map(([name]) => name)
    const page = await this.#parts.records.query(actor, {
      entity: entity.name,
      select: [...new Set(['id', ...shownFields(actor, entity), ...searched])],
      filter: { path: 'id', op: 'in', value: [...ids] },
      limit: ids.length,
    })
    const rows = new Map(page.rows.map((row) => [row.id, row]))
    return ids.flatMap((id) => {
      const row = rows.get(id)
      return row ? [this.#hit(actor, entity, row, searched, terms)] : []
    })
  }

  #hit(
    actor: Actor,
    entity: EntityDefinition,
    row: RecordRow,
    searched: readonly string[],
    terms: readonly Term[]
  ): SearchHit {
    const { metadata, types } = this.#parts
    const names = namesOf(actor, metadata.current(), types, entity, row)
    const labelSpans = highlight(names.label ?? '', terms)
    const subtitleSpans = merged(
      highlight(names.subtitle, terms),
      highlight(names.subtitle, terms, true)
    )
    const elsewhere = searched.filter(
      (name) => name !== entity.titleField && !entity.subtitleFields?.includes(name)
    )
    const shown = labelSpans.length + subtitleSpans.length >= terms.length
    return {
      entity: entity.name,
      id: row.id,
      ...names,
      labelSpans,
      subtitleSpans,
      match: shown ? null : this.#match(entity, row, elsewhere, terms),
    }
  }

  #match(
    entity: EntityDefinition,
    row: RecordRow,
    fields: readonly string[],
    terms: readonly Term[]
  ): SearchMatch | null {
    for (const field of fields) {
      const definition = entity.fields[field]
      const value = row[field] ?? null
      if (!definition || value === null) continue
      const text = this.#parts.types.get(definition.type).toText(value, definition)
      const spans = highlight(text, terms, definition.type === 'phone')
      if (spans.length > 0) return { field, ...excerpt(text, spans) }
    }
    return null
  }
}

function titled({ results }: SearchGroup): boolean {
  return (results[0]?.labelSpans.length ?? 0) > 0
}

/** Two lists of places as one, without overlaps. */
function merged(a: readonly Span[], b: readonly Span[]): Span[] {
  const all = [...a, ...b].sort((x, y) => x[0] - y[0])
  return all.filter(([from], index) => from >= (all[index - 1]?.[1] ?? 0))
}
