import type { Content, PropertyPlace, Tree } from '#core/solutions/kernel/types'
import { placeKey } from '#core/solutions/kernel/types'
import { alike, at, itemOf, keysOf, pruned, same, withItem } from '#core/solutions/kernel/tree'
import { byText } from '#core/solutions/kernel/canonical_text'

/** A property that both sides changed since the version they have in common; undefined is absence. */
export interface Conflict extends PropertyPlace {
  base: Tree | undefined
  ours: Tree | undefined
  theirs: Tree | undefined
}

export const CHOICES = ['ours', 'theirs'] as const
export type Choice = (typeof CHOICES)[number]
/** By `placeKey`; what is not chosen keeps ours and is answered as a conflict. */
export type Choices = ReadonlyMap<string, Choice>

export interface Merged {
  content: Content
  /** All, those that a choice resolved too. */
  conflicts: Conflict[]
}

/**
 * Three-way merge, property by property: `base` is the version that both sides started from, `ours` what is here now, `theirs`
 * what the package says. Units that theirs and base do not speak of are ours alone and are left out of the answer.
 *
 * Laws (tested): merging what is the same changes nothing; merging the result again changes nothing; changes of different
 * properties all arrive, whichever side made them; what theirs does not mention stays.
 */
export function merge3(
  base: Content,
  ours: Content,
  theirs: Content,
  removals: readonly PropertyPlace[],
  choices: Choices = new Map()
): Merged {
  const content = new Map<string, Tree>()
  const conflicts: Conflict[] = []
  const listed = Map.groupBy(removals, ({ unit }) => unit)
  const units = new Set([...base.keys(), ...theirs.keys(), ...listed.keys()])
  for (const unit of [...units].toSorted(byText)) {
    const from = base.get(unit)
    const gone = listed.get(unit) ?? []
    const wanted = keepUnlisted(from, theirs.get(unit), gone, [])
    const found: Conflict[] = []
    let merged = mergeTree(from, ours.get(unit), wanted, { unit, path: [] }, choices, found)
    for (const { path } of gone) {
      if (at(from, path) || at(wanted, path) || !at(merged, path)) continue
      found.push({ unit, path, base: undefined, ours: at(merged, path), theirs: undefined })
      if (choices.get(placeKey({ unit, path })) === 'theirs')
        merged = withItem(merged, path, undefined)
    }
    if (merged) content.set(unit, merged)
    conflicts.push(...found)
  }
  return { content, conflicts }
}

/** Theirs, with everything of the base that theirs lacks and does not list as removed: absence is no wish. */
function keepUnlisted(
  base: Tree | undefined,
  theirs: Tree | undefined,
  removals: readonly { path: readonly string[] }[],
  path: readonly string[]
): Tree | undefined {
  if (!base) return theirs
  if (!theirs) {
    if (removals.some((removal) => isAtOrBelow(path, removal.path))) return undefined
    const deeper = removals.filter((removal) => isAtOrBelow(removal.path, path))
    return deeper.reduce<Tree | undefined>(
      (left, removal) => withItem(left, removal.path.slice(path.length), undefined),
      base
    )
  }
  if (!alike(base, theirs) || theirs.type === 'value') return theirs
  const items = new Map<string, Tree>()
  for (const key of keysOf(base, theirs)) {
    const inner = keepUnlisted(itemOf(base, key), itemOf(theirs, key), removals, [...path, key])
    if (inner) items.set(key, inner)
  }
  return pruned({ type: theirs.type, items })
}

function isAtOrBelow(path: readonly string[], outer: readonly string[]): boolean {
  return outer.every((key, index) => path[index] === key)
}

function mergeTree(
  base: Tree | undefined,
  ours: Tree | undefined,
  theirs: Tree | undefined,
  place: PropertyPlace,
  choices: Choices,
  conflicts: Conflict[]
): Tree | undefined {
  if (same(ours, theirs) || same(base, theirs)) return ours
  if (same(base, ours)) return theirs
  if (alike(ours, theirs) && (!base || alike(base, ours))) {
    const items = new Map<string, Tree>()
    for (const key of keysOf(base, ours, theirs)) {
      const [b, o, t] = [itemOf(base, key), itemOf(ours, key), itemOf(theirs, key)]
      const below = { unit: place.unit, path: [...place.path, key] }
      const inner = mergeTree(b, o, t, below, choices, conflicts)
      if (inner) items.set(key, inner)
    }
    return pruned({ type: ours?.type === 'object' ? 'object' : 'branch', items })
  }
  conflicts.push({ ...place, base, ours, theirs })
  return choices.get(placeKey(place)) === 'theirs' ? theirs : ours
}
