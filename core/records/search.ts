import { E_FORBIDDEN, E_UNKNOWN_ENTITY } from '#core/errors/errors'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { EffectiveMetadata, EntityDefinition } from '#core/metadata/types'
import type { Actor } from '#core/security/types'
import type { MetadataSource } from '#core/records/ports'
import type { Reads } from '#core/records/reads'
import { fieldOf, isSystemField } from '#core/records/system_fields'
import type { RecordRow } from '#core/records/types'
import { searchWords } from '#core/records/folding'

export interface Found {
  id: number
  label: string | null
  subtitle: string
}
export interface FoundRecord extends Found {
  entity: string
}

const PER_ENTITY = 5
const LOOKUP_LIMIT = 20
const MAX = 100

interface Parts {
  metadata: MetadataSource
  reads: Reads
  types: FieldTypes
}

function visible(actor: Actor, entity: EntityDefinition, name: string): boolean {
  if (!fieldOf(entity, name)) return false
  return isSystemField(name) || actor.access.field(entity.name, name) !== 'none'
}

/** The fields by which a record is named in results: its title and its second line, as far as the reader may see them. */
export function shownFields(actor: Actor, entity: EntityDefinition): string[] {
  return [entity.titleField, ...(entity.subtitleFields ?? [])].filter((name) =>
    visible(actor, entity, name)
  )
}

function textOf(
  actor: Actor,
  metadata: EffectiveMetadata,
  types: FieldTypes,
  entity: EntityDefinition,
  row: RecordRow,
  name: string
): string {
  const value = row[name] ?? null
  const field = fieldOf(entity, name)
  if (value === null || !field) return ''
  if (field.type === 'choice') {
    const label = metadata.choice_list.get(field.choices)?.options[String(value)]?.label
    return label?.[actor.language] ?? label?.en ?? String(value)
  }
  return types.get(field.type).toText(value, field)
}

/** Title and second line of a record that was read with `shownFields`. */
export function namesOf(
  actor: Actor,
  metadata: EffectiveMetadata,
  types: FieldTypes,
  entity: EntityDefinition,
  row: RecordRow
): Omit<Found, 'id'> {
  const text = (name: string) => textOf(actor, metadata, types, entity, row, name)
  return {
    label: text(entity.titleField) || null,
    subtitle: (entity.subtitleFields ?? [])
      .map(text)
      .filter((part) => part !== '')
      .join(' · '),
  }
}

/** Finds records by words, over all entities or in one. */
export class Search {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The command palette: a few records of each entity that the actor may read. */
  async everywhere(
    actor: Actor,
    text: string,
    options: { entities?: string[]; limit?: number } = {}
  ): Promise<FoundRecord[]> {
    if (searchWords(text, 1).length === 0) return []
    const limit = Math.min(Math.max(options.limit ?? PER_ENTITY, 1), MAX)
    const results: FoundRecord[] = []
    for (const entity of this.#parts.metadata.current().entity.values()) {
      if (entity.removed || (options.entities && !options.entities.includes(entity.name))) continue
      if (actor.access.depth(entity.name, 'read') === 'none') continue
      const searchable = Object.values(entity.fields).some((f) => f.searchable && !f.removed)
      if (!searchable) continue
      for (const found of await this.#find(actor, entity, text, limit)) {
        results.push({ entity: entity.name, ...found })
      }
    }
    return results
  }

  /** Choices of a look-up field. Without a text the newest records. */
  async inEntity(actor: Actor, name: string, text: string, limit = LOOKUP_LIMIT): Promise<Found[]> {
    const entity = this.#parts.metadata.current().entity.get(name)
    if (!entity || entity.removed) throw new E_UNKNOWN_ENTITY({ entity: name })
    if (actor.access.depth(name, 'read') === 'none') throw new E_FORBIDDEN({ what: `${name}.read` })
    return this.#find(actor, entity, text, Math.min(Math.max(limit, 1), MAX))
  }

  async #find(
    actor: Actor,
    entity: EntityDefinition,
    text: string,
    limit: number
  ): Promise<Found[]> {
    const shown = shownFields(actor, entity)
    const page = await this.#parts.reads.query(actor, {
      entity: entity.name,
      select: shown,
      search: text,
      limit,
    })
    const metadata = this.#parts.metadata.current()
    return page.rows.map((row) => ({
      id: row.id,
      ...namesOf(actor, metadata, this.#parts.types, entity, row),
    }))
  }
}
