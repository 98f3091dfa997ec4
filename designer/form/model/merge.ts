import type { Json } from '#core/metadata/types'
import type { FormDefinition } from '#core/forms/model'
import { applyEdits, editsBetween, sameJson, valueAt, type Edit } from '#core/forms/edits'

/** What two people changed differently: one property, the place of an element, or a whole element. */
export interface MergeConflict {
  /** Permanent while the merge is open. */
  readonly id: string
  readonly element: string | null
  /** Dotted path of the property inside the element or the form; `place` is container and order; empty is the element itself. */
  readonly property: string
  readonly base: Json | undefined
  readonly mine: Json | undefined
  readonly theirs: Json | undefined
  readonly mineEdits: readonly Edit[]
  readonly theirsEdits: readonly Edit[]
}

export interface Merge {
  /** Everything that goes together, without what is in conflict (that is as `theirs` has it). */
  readonly form: FormDefinition
  readonly conflicts: readonly MergeConflict[]
  /** How many changes of mine were taken over onto theirs. */
  readonly taken: number
}

/** Changes that are decided together. Container and order of an element are one: its place. */
function unitOf({ path }: Edit): string {
  const [root, name, property] = path
  if (root === 'elements' && (property === 'parent' || property === 'order'))
    return `elements.${name}.place`
  return path.join('.')
}

/** One is the other or lies inside it; "removed" of an element concerns everything of it. */
function overlap(a: Edit, b: Edit): boolean {
  if (unitOf(a) === unitOf(b)) return true
  const shorter = Math.min(a.path.length, b.path.length)
  if (a.path.slice(0, shorter).every((key, index) => key === b.path[index])) return true
  const sameElement =
    a.path[0] === 'elements' && b.path[0] === 'elements' && a.path[1] === b.path[1]
  return sameElement && (a.path[2] === 'removed') !== (b.path[2] === 'removed')
}

/**
 * Puts my changes of a form onto what others have published meanwhile, property by property. What both did alike is no conflict; what overlaps and differs is
 * one, as is a change that the other's would make senseless (an element moved into a container that is gone, two containers moved into each other).
 */
export function mergeForms(
  base: FormDefinition,
  mine: FormDefinition,
  theirs: FormDefinition
): Merge {
  const ours = editsBetween(base, mine)
  const others = editsBetween(base, theirs)
  const news = ours.filter((edit) => !sameJson(valueAt(theirs, edit.path), edit.value))
  const groups = new Map<string, { mine: Set<Edit>; theirs: Set<Edit> }>()
  for (const edit of news) {
    for (const other of others) {
      if (!overlap(edit, other) || sameEdit(edit, other)) continue
      const unit = unitOf(edit).length <= unitOf(other).length ? unitOf(edit) : unitOf(other)
      const group = groups.get(unit) ?? { mine: new Set(), theirs: new Set() }
      group.mine.add(edit)
      group.theirs.add(other)
      groups.set(unit, group)
    }
  }
  const blocked = new Set([...groups.values()].flatMap((group) => [...group.mine]))
  let free = news.filter((edit) => !blocked.has(edit))
  let { form } = applyEdits(theirs, free)
  /** What the rest of the tree cannot carry is asked about as well, until it can be carried. */
  for (
    let broken = brokenPlaces(form, free);
    broken.length > 0;
    broken = brokenPlaces(form, free)
  ) {
    for (const { name, edits } of broken) {
      const unit = `elements.${name}.place`
      const group = groups.get(unit) ?? { mine: new Set(), theirs: new Set() }
      for (const edit of edits) group.mine.add(edit)
      groups.set(unit, group)
    }
    const stopped = new Set(broken.flatMap(({ edits }) => edits))
    free = free.filter((edit) => !stopped.has(edit))
    form = applyEdits(theirs, free).form
  }
  const conflicts = [...groups].map(([unit, group]) => conflictOf(unit, group, base, mine, theirs))
  return { form, conflicts, taken: free.length }
}

const sameEdit = (a: Edit, b: Edit): boolean =>
  a.path.length === b.path.length &&
  a.path.every((key, index) => key === b.path[index]) &&
  sameJson(a.value, b.value)

/** Elements that my edits hang on a container that is not there (any more), or into a circle. */
function brokenPlaces(
  form: FormDefinition,
  free: readonly Edit[]
): { name: string; edits: Edit[] }[] {
  const touched = new Map<string, Edit[]>()
  for (const edit of free) {
    const [root, name = ''] = edit.path
    if (root !== 'elements') continue
    const of = edit.path.length === 2 || edit.path[2] === 'parent' || edit.path[2] === 'order'
    if (of) touched.set(name, [...(touched.get(name) ?? []), edit])
  }
  return [...touched].flatMap(([name, edits]) => {
    const element = form.elements[name]
    if (!element || element.removed) return []
    return hangs(form, name) ? [] : [{ name, edits }]
  })
}

function hangs(form: FormDefinition, name: string): boolean {
  const seen = new Set([name])
  for (let at = form.elements[name]?.parent; at !== undefined; at = form.elements[at]?.parent) {
    const container = form.elements[at]
    if (!container || container.removed || seen.has(at)) return false
    seen.add(at)
  }
  return true
}

function conflictOf(
  unit: string,
  group: { mine: ReadonlySet<Edit>; theirs: ReadonlySet<Edit> },
  base: FormDefinition,
  mine: FormDefinition,
  theirs: FormDefinition
): MergeConflict {
  const path = unit.split('.')
  const isPlace = path[0] === 'elements' && path[2] === 'place'
  const element = path[0] === 'elements' ? (path[1] ?? null) : null
  const valueOf = (form: FormDefinition): Json | undefined =>
    isPlace ? placeOf(form, element ?? '') : valueAt(form, path)
  return {
    id: unit,
    element,
    property: element === null ? unit : path.slice(2).join('.'),
    base: valueOf(base),
    mine: valueOf(mine),
    theirs: valueOf(theirs),
    mineEdits: [...group.mine],
    theirsEdits: [...group.theirs],
  }
}

function placeOf(form: FormDefinition, name: string): Json | undefined {
  const element = form.elements[name]
  if (!element || element.removed) return undefined
  return { parent: element.parent ?? null, order: element.order ?? null }
}

/** The merged form with a choice for each conflict. Mine brings back containers that it needs. */
export function settle(
  merge: Merge,
  mine: FormDefinition,
  choices: ReadonlyMap<string, 'mine' | 'theirs'>
): FormDefinition {
  const chosen = merge.conflicts.filter(({ id }) => choices.get(id) === 'mine')
  const edits = chosen.flatMap(({ mineEdits }) => mineEdits)
  let { form } = applyEdits(merge.form, edits)
  for (const { element } of chosen) if (element !== null) form = withContainers(form, mine, element)
  return form
}

/** My version of every container around an element that the other side has taken away. */
function withContainers(form: FormDefinition, mine: FormDefinition, name: string): FormDefinition {
  const edits: Edit[] = []
  const seen = new Set([name])
  const own = form.elements[name]
  if (!own && mine.elements[name])
    edits.push({ path: ['elements', name], value: mine.elements[name] as unknown as Json })
  for (
    let at = mine.elements[name]?.parent;
    at !== undefined && !seen.has(at);
    at = mine.elements[at]?.parent
  ) {
    seen.add(at)
    const there = form.elements[at]
    const element = mine.elements[at]
    const lost = !there || there.removed || !hangs(form, at)
    if (element && lost) edits.push({ path: ['elements', at], value: element as unknown as Json })
  }
  return applyEdits(form, edits).form
}
