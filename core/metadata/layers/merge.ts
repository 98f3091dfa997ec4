import type { ClientChange, DefinitionKind, Json } from '#core/metadata/types'
import {
  DEFINITION_KINDS,
  emptyMaps,
  isObject,
  type DefinitionMaps,
  type DormantChange,
  type JsonObject,
} from '#core/metadata/layers/types'

/**
 * Containers whose entries are items of their own (a field, an option). A change inside an item whose item is gone has
 * nothing to refine, so it sleeps; everywhere else a missing object is made on the way.
 */
export const ITEM_CONTAINERS: Record<DefinitionKind, ReadonlySet<string>> = {
  entity: new Set(['fields', 'indexes', 'summaries']),
  choice_list: new Set(['options']),
  view: new Set(),
  form: new Set(['elements']),
  role: new Set(),
  template: new Set(),
  duplicate_rule: new Set(['parts']),
}

/**
 * Whether a change at `path` refines an item that is not there, when only the first `present` segments lead to something. Such a
 * change sleeps.
 */
export function missesItem(
  kind: DefinitionKind,
  path: readonly string[],
  present: number
): boolean {
  return present <= 1 && path.length > 2 && ITEM_CONTAINERS[kind].has(path[0] ?? '')
}

export const pathKey = (path: readonly string[]) => path.join('.')
export const changeKey = ({ kind, name, path }: Pick<ClientChange, 'kind' | 'name' | 'path'>) =>
  `${kind}/${name}/${pathKey(path)}`

/** Shorter paths first, so that a change of a whole object comes before those of its parts; else by name. */
function byDepth(a: ClientChange, b: ClientChange): number {
  return a.path.length - b.path.length || (pathKey(a.path) < pathKey(b.path) ? -1 : 1)
}

/**
 * Applies the changes of one definition to a copy of it. An object given as a value replaces the whole property; null takes
 * the property away. The order of the changes does not matter: a deeper path refines a shorter one.
 *
 * Laws (tested): no changes give the base; applying twice is applying once; whatever the base becomes, what a change that
 * is not dormant says holds.
 */
export function mergeDefinition(
  kind: DefinitionKind,
  base: Json | undefined,
  changes: readonly ClientChange[]
): { merged: Json | undefined; dormant: DormantChange[] } {
  let root: Json | undefined = base === undefined ? undefined : structuredClone(base)
  const dormant: DormantChange[] = []
  for (const change of changes.toSorted(byDepth)) {
    if (change.path.length === 0) {
      root = structuredClone(change.value)
      continue
    }
    const reason = isObject(root) ? setAt(kind, root, change) : 'definition_missing'
    if (reason) dormant.push({ change, reason })
  }
  return { merged: root, dormant }
}

/** Writes one value, or says why it cannot be written; then nothing is touched, not even a container on the way. */
function setAt(
  kind: DefinitionKind,
  root: JsonObject,
  { path, value }: ClientChange
): DormantChange['reason'] | null {
  let target: JsonObject = root
  let depth = 0
  for (; depth < path.length - 1; depth++) {
    const key = path[depth] ?? ''
    const next: Json | undefined = Object.hasOwn(target, key) ? target[key] : undefined
    if (next === undefined) break
    if (!isObject(next)) return 'not_an_object'
    target = next
  }
  if (missesItem(kind, path, depth)) return 'item_missing'
  const last = path.at(-1) ?? ''
  if (value === null) {
    if (depth === path.length - 1) delete target[last]
    return null
  }
  for (const key of path.slice(depth, -1)) {
    const made: JsonObject = {}
    target[key] = made
    target = made
  }
  target[last] = structuredClone(value)
  return null
}

/** The effective definitions of both layers, unvalidated. Definitions without changes are those of the base, uncopied. */
export function mergeLayers(
  base: DefinitionMaps,
  changes: readonly ClientChange[]
): { effective: DefinitionMaps; dormant: DormantChange[] } {
  const effective = emptyMaps()
  const dormant: DormantChange[] = []
  for (const kind of DEFINITION_KINDS) {
    const into = effective[kind] as Map<string, unknown>
    for (const [name, definition] of base[kind]) into.set(name, definition)
  }
  for (const group of Map.groupBy(changes, ({ kind, name }) => `${kind}/${name}`).values()) {
    const [{ kind, name } = { kind: 'entity' as const, name: '' }] = group
    const own = base[kind].get(name)
    const result = mergeDefinition(kind, own as Json | undefined, group)
    dormant.push(...result.dormant)
    if (!isObject(result.merged)) continue
    if (own === undefined) Object.assign(result.merged, { name, origin: 'client' })
    ;(effective[kind] as Map<string, unknown>).set(name, result.merged)
  }
  return { effective, dormant }
}

/** Leaves of a definition (arrays and empty objects are leaves) by dotted path, each with the layer it comes from. */
export function layerOfProperties(
  definition: Json,
  changes: readonly ClientChange[]
): Record<string, 'base' | 'client'> {
  const client = new Set(changes.map(({ path }) => pathKey(path)))
  const layer: Record<string, 'base' | 'client'> = {}
  const walk = (value: Json, path: string[], byClient: boolean): void => {
    const mine = byClient || client.has(pathKey(path))
    const entries = isObject(value) ? Object.entries(value) : []
    if (entries.length === 0) layer[pathKey(path)] = mine ? 'client' : 'base'
    for (const [key, inner] of entries) walk(inner, [...path, key], mine)
  }
  walk(definition, [], false)
  return layer
}

/**
 * The stored changes after further ones: a later change of the same path replaces the earlier, and one of a whole object
 * replaces those of its parts.
 */
export function addChanges(
  stored: readonly ClientChange[],
  added: readonly ClientChange[]
): ClientChange[] {
  let result = [...stored]
  for (const change of added) {
    result = result.filter((old) => !isWithin(old, change))
    result.push(...splitItems(change))
  }
  return result
}

/**
 * A definition made in one piece is kept as itself and each of its items, so that every field, option or element can be
 * changed, reset and purged alone.
 */
function splitItems(change: ClientChange): ClientChange[] {
  const { kind, path, value } = change
  if (path.length > 0 || !isObject(value)) return [change]
  const root: JsonObject = { ...value }
  const items: ClientChange[] = []
  for (const container of ITEM_CONTAINERS[kind]) {
    const inner = root[container]
    if (!isObject(inner)) continue
    root[container] = {}
    for (const [name, item] of Object.entries(inner)) {
      items.push({ ...change, path: [container, name], value: item })
    }
  }
  return [{ ...change, value: root }, ...items]
}

/** The stored changes without those at or below a path: back to base. */
export function removeChanges(
  stored: readonly ClientChange[],
  from: Pick<ClientChange, 'kind' | 'name' | 'path'>
): ClientChange[] {
  return stored.filter((change) => !isWithin(change, from))
}

function isWithin(
  change: ClientChange,
  outer: Pick<ClientChange, 'kind' | 'name' | 'path'>
): boolean {
  return (
    change.kind === outer.kind &&
    change.name === outer.name &&
    outer.path.every((key, index) => change.path[index] === key)
  )
}

/** The stored changes of one definition. */
export function changesOf(
  stored: readonly ClientChange[],
  { kind, name }: Pick<ClientChange, 'kind' | 'name'>
): ClientChange[] {
  return stored.filter((change) => change.kind === kind && change.name === name)
}

/** The stored changes with those of whole definitions replaced. */
export function replaceDefinitions(
  stored: readonly ClientChange[],
  definitions: readonly Pick<DefinitionChanges, 'kind' | 'name' | 'to'>[]
): ClientChange[] {
  const replaced = new Set(definitions.map(({ kind, name }) => `${kind}/${name}`))
  const kept = stored.filter(({ kind, name }) => !replaced.has(`${kind}/${name}`))
  return [...kept, ...definitions.flatMap(({ to }) => addChanges([], to))]
}

interface DefinitionChanges {
  kind: DefinitionKind
  name: string
  to: readonly ClientChange[]
}

/** Those of `next` that are not stored just so. */
export function newChanges(
  stored: readonly ClientChange[],
  next: readonly ClientChange[]
): ClientChange[] {
  const known = new Map(stored.map((change) => [changeKey(change), JSON.stringify(change.value)]))
  return next.filter((change) => known.get(changeKey(change)) !== JSON.stringify(change.value))
}

export function sameChanges(a: readonly ClientChange[], b: readonly ClientChange[]): boolean {
  return a.length === b.length && newChanges(a, b).length === 0
}
