import type { ClientChange, DefinitionKind } from '#core/metadata/types'
import { missesItem } from '#core/metadata/layers/merge'
import type { Tree } from '#core/solutions/kernel/types'
import { at, toJson, toTree, withItem } from '#core/solutions/kernel/tree'

/**
 * The client's changes of one definition as a tree in normal form: a change inside an object that another change put there is
 * folded into it, one that can never take effect is left out. Whatever way the changes were made in, equal effects give
 * equal trees (tested against `mergeDefinition`).
 */
export function treeOfChanges(
  kind: DefinitionKind,
  changes: readonly Pick<ClientChange, 'path' | 'value'>[]
): Tree | undefined {
  if (changes.some(({ path, value }) => path.length === 0 && value === null)) return undefined
  let tree: Tree | undefined
  for (const { path, value } of changes.toSorted((a, b) => a.path.length - b.path.length)) {
    if (path.length === 0) {
      tree = toTree(value)
      continue
    }
    tree = refine(kind, tree, path, toTree(value))
  }
  return tree
}

function refine(
  kind: DefinitionKind,
  tree: Tree | undefined,
  path: readonly string[],
  item: Tree
): Tree | undefined {
  const { nearest, depth } = reach(tree, path)
  if (depth === path.length) return withItem(tree, path, replacing(tree, path, item))
  if (nearest?.type === 'value') {
    const deleted = nearest.value === null && at(tree, path.slice(0, depth - 1))?.type !== 'object'
    if (!deleted || isNull(item) || missesItem(kind, path, depth - 1)) return tree
    return withItem(tree, path.slice(0, depth), nested(path.slice(depth), item))
  }
  if (nearest?.type !== 'object') return withItem(tree, path, item)
  if (missesItem(kind, path, depth) || isNull(item)) return tree
  return withItem(tree, path.slice(0, depth + 1), nested(path.slice(depth + 1), item))
}

/** How far a path leads to something. */
function reach(tree: Tree | undefined, path: readonly string[]) {
  let nearest = tree
  let depth = 0
  while (nearest && nearest.type !== 'value' && depth < path.length) {
    const next = nearest.items.get(path[depth] ?? '')
    if (!next) break
    nearest = next
    depth++
  }
  return { nearest, depth }
}

const isNull = (item: Tree) => item.type === 'value' && item.value === null

/** Null takes a property out of an object that the client put there itself; of the base's it stays a wish. */
function replacing(tree: Tree | undefined, path: readonly string[], item: Tree): Tree | undefined {
  const owner = at(tree, path.slice(0, -1))
  return isNull(item) && owner?.type === 'object' ? undefined : item
}

function nested(path: readonly string[], item: Tree): Tree {
  return path.reduceRight<Tree>(
    (inner, key) => ({ type: 'object', items: new Map([[key, inner]]) }),
    item
  )
}

/** The fewest changes that say what the tree says. */
export function changesOfTree(kind: DefinitionKind, name: string, tree: Tree): ClientChange[] {
  const changes: ClientChange[] = []
  const walk = (here: Tree, path: string[]): void => {
    if (here.type !== 'branch') {
      changes.push({ kind, name, path, value: toJson(here) })
      return
    }
    for (const [key, inner] of here.items) walk(inner, [...path, key])
  }
  walk(tree, [])
  return changes
}
