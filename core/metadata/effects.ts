import type { DefinitionKind, Json } from '#core/metadata/types'
import type { Effect } from '#core/metadata/plan_types'
import {
  DEFINITION_KINDS,
  isObject,
  type DefinitionMaps,
  type JsonObject,
} from '#core/metadata/layers/types'
import { ITEM_CONTAINERS } from '#core/metadata/layers/merge'

/** What differs between two states of the definitions, in the units that a person thinks in. Pure. */
export function effectsBetween(before: DefinitionMaps, after: DefinitionMaps): Effect[] {
  return DEFINITION_KINDS.flatMap((kind) => {
    const names = new Set([...before[kind].keys(), ...after[kind].keys()])
    return [...names].flatMap((name) => {
      const old = before[kind].get(name) as unknown as JsonObject | undefined
      const now = after[kind].get(name) as unknown as JsonObject | undefined
      return old === now ? [] : definitionEffects(kind, name, old, now)
    })
  })
}

function definitionEffects(
  kind: DefinitionKind,
  name: string,
  old: JsonObject | undefined,
  now: JsonObject | undefined
): Effect[] {
  const containers = ITEM_CONTAINERS[kind]
  const own = effectOf({ kind, name, path: [] }, without(old, containers), without(now, containers))
  if (!old || !now) return own
  const items = [...containers].flatMap((container) => {
    const from = itemsOf(old, container)
    const to = itemsOf(now, container)
    const names = new Set([...Object.keys(from), ...Object.keys(to)])
    return [...names].flatMap((item) =>
      effectOf({ kind, name, path: [container, item] }, from[item], to[item])
    )
  })
  return [...own, ...items]
}

function effectOf(
  place: Pick<Effect, 'kind' | 'name' | 'path'>,
  old: Json | undefined,
  now: Json | undefined
): Effect[] {
  const effect = (change: Effect['change'], properties: string[] = []): Effect[] => [
    { change, ...place, properties },
  ]
  if (old === undefined) return now === undefined ? [] : effect('made')
  if (now === undefined) return effect('gone')
  const properties = differing(old, now)
  if (properties.length === 0) return []
  if (!properties.includes('removed')) return effect('changed', properties)
  return effect(isRemoved(now) ? 'removed' : 'restored', properties)
}

const isRemoved = (value: Json): boolean => isObject(value) && value.removed === true

/** Dotted paths of the leaves that differ; a whole list or a value of another shape is one leaf. */
function differing(old: Json | undefined, now: Json | undefined, path: string[] = []): string[] {
  if (isObject(old) && isObject(now)) {
    const keys = new Set([...Object.keys(old), ...Object.keys(now)])
    return [...keys].flatMap((key) => differing(old[key], now[key], [...path, key]))
  }
  return JSON.stringify(old) === JSON.stringify(now) ? [] : [path.join('.')]
}

function without(
  definition: JsonObject | undefined,
  containers: ReadonlySet<string>
): JsonObject | undefined {
  if (definition === undefined) return undefined
  return Object.fromEntries(Object.entries(definition).filter(([key]) => !containers.has(key)))
}

function itemsOf(definition: JsonObject, container: string): JsonObject {
  const items = definition[container]
  return isObject(items) ? items : {}
}
