/** Reading and changing one property over both layers. Pure. */
import type { ClientChange, DefinitionKind, Json } from '#core/metadata/types'
import type { ChangeOperation, Place } from '#core/metadata/layers/operations'

export type Layer = 'base' | 'client'

/** The value at a path inside a definition; undefined where there is none. */
export function valueAt(definition: unknown, path: readonly string[]): Json | undefined {
  let at: unknown = definition
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as Record<string, unknown>)[key]
  }
  return at as Json | undefined
}

const same = (a: Json | undefined, b: Json | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

/**
 * The operation by which a property gets a value. A value that is the base's own is no change of the client: it is reset. Nothing
 * (undefined) takes the property away.
 */
export function setting(place: Place, value: Json | undefined, base: unknown): ChangeOperation {
  if (same(valueAt(base, place.path), value) && base !== undefined) return { op: 'reset', ...place }
  return { op: 'set', ...place, value: value ?? null }
}

/**
 * Whose a property is: the client's where a change lies at it, above it or below it; a definition or item of the client is
 * the client's with all it has.
 */
export function layerAt(changes: readonly ClientChange[], place: Place): Layer {
  const related = changes.some(
    (change) =>
      change.kind === place.kind &&
      change.name === place.name &&
      change.path.every((key, at) => at >= place.path.length || place.path[at] === key)
  )
  return related ? 'client' : 'base'
}

/** How many changes of the client lie at or below a place. */
export function changesBelow(changes: readonly ClientChange[], place: Place): number {
  return changes.filter(
    ({ kind, name, path }) =>
      kind === place.kind && name === place.name && place.path.every((key, at) => path[at] === key)
  ).length
}

export const placeKey = (kind: DefinitionKind, name: string, path: readonly string[]): string =>
  [kind, name, ...path].join('/')
