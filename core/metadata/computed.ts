import { analyseFeel } from '#core/expressions/feel'
import { isComputed } from '#core/metadata/field_types/shapes'
import type { EntityDefinition, FieldDefinition, FieldOf } from '#core/metadata/types'
import type { Filter } from '#core/records/types'
import { fieldOf } from '#core/records/system_fields'

/** Which computed field needs which other fields. Pure; the metadata rules and the record engine both ask here. */

type Entities = ReadonlyMap<string, EntityDefinition>

/** A field of an entity. */
export interface FieldPlace {
  entity: string
  field: string
}

export const placeText = ({ entity, field }: FieldPlace): string => `${entity}.${field}`

/** The names that a formula takes, as paths of one name (own field) or two (through a look-up). */
export function formulaPaths(expression: string): string[][] {
  const { names, ambiguous } = analyseFeel(expression)
  return [...names, ...ambiguous.map(({ outer }) => outer)]
}

/** The field in use of that name, system fields included. */
export function usable(
  entity: EntityDefinition | undefined,
  name: string
): FieldDefinition | undefined {
  if (!entity) return undefined
  const field = fieldOf(entity, name)
  return field?.removed ? undefined : field
}

/** The paths of a filter's conditions, without those inside `some` and `none`. */
export function filterPaths(filter: Filter | undefined): string[] {
  if (!filter) return []
  if ('and' in filter) return filter.and.flatMap(filterPaths)
  if ('or' in filter) return filter.or.flatMap(filterPaths)
  if ('not' in filter) return filterPaths(filter.not)
  return [filter.path]
}

/** What a roll-up counts over: the child entity, and the look-up there that points back. */
export function rollupSource(
  entity: EntityDefinition,
  field: FieldOf<'rollup'>
): { entity: string; inverse: string } | null {
  const relation = usable(entity, field.relation)
  if (relation?.type !== 'one_to_many') return null
  return { entity: relation.target, inverse: relation.inverse }
}

/** The computed fields that a computed field needs directly. */
function needs(place: FieldPlace, entities: Entities): FieldPlace[] {
  const entity = entities.get(place.entity)
  const field = usable(entity, place.field)
  if (!entity || !field) return []
  const found: FieldPlace[] = []
  if (field.type === 'formula') {
    for (const [first = '', second] of formulaPaths(field.expression)) {
      const own = usable(entity, first)
      if (own && second !== undefined && own.type === 'lookup') {
        found.push({ entity: own.target, field: second })
      } else if (own) found.push({ entity: place.entity, field: first })
    }
  }
  const source = field.type === 'rollup' ? rollupSource(entity, field) : null
  if (source && field.type === 'rollup') {
    const paths = [...filterPaths(field.filter), ...(field.field ? [field.field] : [])]
    for (const path of paths)
      found.push({ entity: source.entity, field: path.split('.')[0] ?? path })
  }
  return found.filter(({ entity: name, field: one }) => {
    const definition = usable(entities.get(name), one)
    return definition !== undefined && isComputed(definition)
  })
}

/** The way around, beginning and ending with `start`, where a computed field needs itself; null where it does not. */
export function cycleOf(start: FieldPlace, entities: Entities): FieldPlace[] | null {
  const seen = new Set<string>()
  function search(at: FieldPlace, way: FieldPlace[]): FieldPlace[] | null {
    for (const next of needs(at, entities)) {
      if (placeText(next) === placeText(start)) return [...way, next]
      if (seen.has(placeText(next))) continue
      seen.add(placeText(next))
      const found = search(next, [...way, next])
      if (found) return found
    }
    return null
  }
  return search(start, [start])
}

/** The formulas of an entity in an order in which each finds what it needs computed. */
export function formulaOrder(entity: EntityDefinition): [string, FieldOf<'formula'>][] {
  const ordered: [string, FieldOf<'formula'>][] = []
  const done = new Set<string>()
  function add(name: string): void {
    const field = usable(entity, name)
    if (field?.type !== 'formula' || done.has(name)) return
    done.add(name)
    for (const [first = '', second] of formulaPaths(field.expression)) {
      if (second === undefined) add(first)
    }
    ordered.push([name, field])
  }
  for (const name of Object.keys(entity.fields)) add(name)
  return ordered
}
