import type { Content, PropertyPlace, Tree } from '#core/solutions/kernel/types'
import { alike, itemOf, keysOf, same, withItem } from '#core/solutions/kernel/tree'
import { byText } from '#core/solutions/kernel/canonical_text'

/** One property that differs; undefined is absence. */
export interface Edit extends PropertyPlace {
  from: Tree | undefined
  to: Tree | undefined
}

/** The properties by which b differs from a, as high up as whole values were added, removed or replaced. */
export function diff(a: Content, b: Content): Edit[] {
  const edits: Edit[] = []
  for (const unit of [...new Set([...a.keys(), ...b.keys()])].toSorted(byText)) {
    diffTree(a.get(unit), b.get(unit), { unit, path: [] }, edits)
  }
  return edits
}

function diffTree(
  a: Tree | undefined,
  b: Tree | undefined,
  place: PropertyPlace,
  edits: Edit[]
): void {
  if (same(a, b)) return
  if (!alike(a, b)) {
    edits.push({ ...place, from: a, to: b })
    return
  }
  for (const key of keysOf(a, b)) {
    const below = { unit: place.unit, path: [...place.path, key] }
    diffTree(itemOf(a, key), itemOf(b, key), below, edits)
  }
}

/** `apply(diff(a, b), a)` is b (tested). */
export function apply(edits: readonly Edit[], content: Content): Content {
  const result = new Map(content)
  for (const { unit, path, to } of edits) {
    const tree = withItem(result.get(unit), path, to)
    if (tree) result.set(unit, tree)
    else result.delete(unit)
  }
  return result
}

/** What `before` held and `after` does not: what a new version must list to take it away. */
export function absences(before: Content, after: Content): PropertyPlace[] {
  return diff(before, after)
    .filter(({ to }) => to === undefined)
    .map(({ unit, path }) => ({ unit, path }))
}
