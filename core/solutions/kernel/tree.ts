import type { Json } from '#core/metadata/types'
import { isObject } from '#core/metadata/layers/types'
import { byText, sorted } from '#core/solutions/kernel/canonical_text'
import type { Tree } from '#core/solutions/kernel/types'

export type Container = Extract<Tree, { items: unknown }>

export function toTree(value: Json): Tree {
  if (!isObject(value)) return { type: 'value', value }
  const items = new Map(Object.entries(value).map(([key, inner]) => [key, toTree(inner)]))
  return { type: 'object', items }
}

/** The value of what replaces; a branch has none and answers that of its items. */
export function toJson(tree: Tree): Json {
  if (tree.type === 'value') return tree.value
  return Object.fromEntries([...tree.items].map(([key, inner]) => [key, toJson(inner)]))
}

export function branch(entries: Iterable<readonly [string, Tree]>): Tree {
  return { type: 'branch', items: new Map(entries) }
}

export function same(a: Tree | undefined, b: Tree | undefined): boolean {
  if (a === b) return true
  if (!a || !b || a.type !== b.type) return false
  if (a.type === 'value') return sameJson(a.value, (b as typeof a).value)
  const { items } = b as Container
  return (
    a.items.size === items.size && [...a.items].every(([key, one]) => same(one, items.get(key)))
  )
}

function sameJson(a: Json, b: Json): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

/** Whether both hold items in the same sense, so that they can be compared item by item. */
export function alike(a: Tree | undefined, b: Tree | undefined): boolean {
  return a !== undefined && b !== undefined && a.type === b.type && a.type !== 'value'
}

export function itemOf(tree: Tree | undefined, key: string): Tree | undefined {
  return tree && tree.type !== 'value' ? tree.items.get(key) : undefined
}

export function keysOf(...trees: (Tree | undefined)[]): string[] {
  const keys = new Set<string>()
  for (const tree of trees) {
    if (tree && tree.type !== 'value') for (const key of tree.items.keys()) keys.add(key)
  }
  return [...keys].toSorted(byText)
}

export function at(tree: Tree | undefined, path: readonly string[]): Tree | undefined {
  return path.reduce<Tree | undefined>(itemOf, tree)
}

/** A branch that leads nowhere says nothing. */
export function pruned(tree: Tree | undefined): Tree | undefined {
  return tree?.type === 'branch' && tree.items.size === 0 ? undefined : tree
}

/** The tree with `item` at the path, or without anything there. What would have to be made on the way is a branch. */
export function withItem(
  tree: Tree | undefined,
  path: readonly string[],
  item: Tree | undefined
): Tree | undefined {
  const [key, ...rest] = path
  if (key === undefined) return pruned(item)
  if (tree?.type === 'value') return tree
  const items = new Map(tree?.items)
  const inner = withItem(items.get(key), rest, item)
  if (inner) items.set(key, inner)
  else items.delete(key)
  return pruned({ type: tree?.type ?? 'branch', items })
}
