import type { Json, LocalizedText } from '#core/metadata/types'
import type { FormDefinition, FormElement } from '#core/forms/model'
import { valueAt, type Edit } from '#core/forms/edits'
import type { Change } from './history.js'
import { freeName, takenNames } from './names.js'
import { isContainer, mayContain, mayMove, nextSibling, ordersAt, type Place } from './placement.js'
import { ancestorsOf, childrenOf, outermost, rowsOf, subtreeOf, treeOf } from './tree.js'

/** Why a command did nothing; the key of a text. */
export interface Refusal {
  readonly refused: 'place' | 'nothing' | 'edge' | 'field_once' | 'no_container'
}
export const isRefusal = (result: Change | Refusal): result is Refusal => 'refused' in result

/** An element without its place. */
export type NewElement = FormElement

/** How texts of steps call an element. */
const called = (form: FormDefinition, name: string): string => {
  const element = form.elements[name]
  if (element?.kind === 'field') return element.label?.en ?? element.field
  return element?.label?.en ?? name
}
const told = (form: FormDefinition, names: readonly string[]) =>
  names.length === 1 ? { what: called(form, names[0] ?? '') } : { count: names.length }

/** The element with its place; without `parent` at the top. */
function placed(element: FormElement, parent: string | null, order: number): FormElement {
  const copy = { ...element, order }
  delete copy.parent
  return parent === null ? copy : { ...copy, parent }
}

const setElement = (name: string, element: FormElement): Edit => ({
  path: ['elements', name],
  value: element as unknown as Json,
})

export function insert(
  form: FormDefinition,
  place: Place,
  element: NewElement,
  wanted: string
): Change | Refusal {
  const container = place.parent === null ? null : (form.elements[place.parent]?.kind ?? 'divider')
  if (!mayContain(container, element.kind)) return { refused: 'place' }
  if (element.kind === 'repeater' && rowsOf(form, place.parent) !== null)
    return { refused: 'place' }
  const name = freeName(takenNames(form), wanted)
  const { orders, edits } = ordersAt(form, place, [name])
  return {
    name: { key: 'insert', what: element.label?.en ?? wanted },
    edits: [...edits, setElement(name, placed(element, place.parent, orders[0] ?? 0))],
    select: [name],
  }
}

export function move(
  form: FormDefinition,
  names: readonly string[],
  place: Place
): Change | Refusal {
  const moving = outermost(form, names)
  if (moving.length === 0) return { refused: 'nothing' }
  if (!moving.every((name) => mayMove(form, name, place.parent))) return { refused: 'place' }
  const siblings = childrenOf(form, place.parent)
  const rest = siblings.filter((name) => !moving.includes(name))
  /** "Before" one that moves itself means before the next that stays. */
  const from = place.before === null ? siblings.length : siblings.indexOf(place.before)
  const before = siblings.slice(from).find((name) => !moving.includes(name)) ?? null
  const at = before === null ? rest.length : rest.indexOf(before)
  const result = [...rest.slice(0, at), ...moving, ...rest.slice(at)]
  if (result.length === siblings.length && result.every((name, i) => name === siblings[i]))
    return { refused: 'nothing' }
  const { orders, edits } = ordersAt(form, { parent: place.parent, before }, moving)
  return {
    name: { key: 'move', ...told(form, moving) },
    edits: [
      ...edits,
      ...moving.flatMap((name, index) => placeEdits(form, name, place.parent, orders[index] ?? 0)),
    ],
    select: moving,
  }
}

/** Only what differs: an element that stays in its container keeps that property untouched. */
function placeEdits(
  form: FormDefinition,
  name: string,
  parent: string | null,
  order: number
): Edit[] {
  const element = form.elements[name]
  const edits: Edit[] = [{ path: ['elements', name, 'order'], value: order }]
  if ((element?.parent ?? null) !== parent)
    edits.push({ path: ['elements', name, 'parent'], value: parent ?? undefined })
  return edits
}

export type Step = 'up' | 'down' | 'in' | 'out'

/** By keyboard: among the siblings, and past their ends out of the container; `in` goes into the container before it. */
export function moveStep(
  form: FormDefinition,
  names: readonly string[],
  step: Step
): Change | Refusal {
  const moving = outermost(form, names)
  const [first, last] = [moving[0], moving.at(-1)]
  if (first === undefined || last === undefined) return { refused: 'nothing' }
  const parent = form.elements[first]?.parent ?? null
  const siblings = childrenOf(form, parent)
  if (step === 'in') return moveIn(form, moving, siblings, siblings.indexOf(first))
  if (step === 'out') return moveOut(form, moving, parent)
  if (step === 'up') {
    const before = siblings[siblings.indexOf(first) - 1]
    if (before !== undefined) return move(form, moving, { parent, before })
    return moveOut(form, moving, parent, 'before')
  }
  const next = nextSibling(form, last)
  if (next === null) return moveOut(form, moving, parent)
  return move(form, moving, { parent, before: nextSibling(form, next) })
}

function moveIn(
  form: FormDefinition,
  moving: readonly string[],
  siblings: readonly string[],
  at: number
): Change | Refusal {
  const fits = (name: string | undefined): name is string =>
    name !== undefined &&
    isContainer(form.elements[name]?.kind ?? 'divider') &&
    moving.every((inner) => mayMove(form, inner, name))
  const before = siblings[at - 1]
  if (fits(before)) return move(form, moving, { parent: before, before: null })
  const after = siblings[at + moving.length]
  if (fits(after))
    return move(form, moving, { parent: after, before: childrenOf(form, after)[0] ?? null })
  return { refused: 'no_container' }
}

/** To the nearest container around that takes them, right before or after the one they come from. */
function moveOut(
  form: FormDefinition,
  moving: readonly string[],
  parent: string | null,
  side: 'before' | 'after' = 'after'
): Change | Refusal {
  let container = parent
  while (container !== null) {
    const outer: string | null = form.elements[container]?.parent ?? null
    if (moving.every((name) => mayMove(form, name, outer))) {
      const before = side === 'before' ? container : nextSibling(form, container)
      return move(form, moving, { parent: outer, before })
    }
    container = outer
  }
  return { refused: 'edge' }
}

/** Shipped elements are marked as removed, so that a later release finds them; own ones go for good. */
export function remove(
  form: FormDefinition,
  names: readonly string[],
  shipped: { has(name: string): boolean }
): Change | Refusal {
  const roots = outermost(form, names)
  if (roots.length === 0) return { refused: 'nothing' }
  const gone = new Set(roots.flatMap((name) => subtreeOf(form, name)))
  const { order } = treeOf(form)
  const at = order.indexOf(roots[0] ?? '')
  const next =
    order.slice(at).find((name) => !gone.has(name)) ??
    order.slice(0, at).findLast((name) => !gone.has(name))
  return {
    name: { key: 'remove', ...told(form, roots) },
    edits: [...gone].map((name): Edit =>
      shipped.has(name)
        ? { path: ['elements', name, 'removed'], value: true }
        : { path: ['elements', name], value: undefined }
    ),
    select: next === undefined ? [] : [next],
  }
}

/** One property of the form or of elements; `undefined` takes it away. Objects left empty by that go too. */
export function setProperty(
  form: FormDefinition,
  paths: readonly (readonly string[])[],
  value: Json | undefined,
  select: readonly string[] = []
): Change | Refusal {
  const edits = paths.flatMap((path) => {
    const edit = value === undefined ? withoutEmpty(form, path) : { path, value }
    return sameValue(valueAt(form, edit.path), edit.value) ? [] : [edit]
  })
  if (edits.length === 0) return { refused: 'nothing' }
  const [first = []] = paths
  const elements = paths.map(([, name = '']) => name)
  const about = first[0] === 'elements' ? told(form, elements) : {}
  return {
    name: { key: 'change', ...about },
    edits,
    select,
    joins: paths.map((path) => path.join('.')).join('|'),
  }
}

const sameValue = (a: Json | undefined, b: Json | undefined): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b)

/** The edit that takes a property away together with containers that would be left with nothing in them. */
function withoutEmpty(form: FormDefinition, path: readonly string[]): Edit {
  let shortest = path
  /** `elements.<name>` itself is never taken away so. */
  while (shortest.length > 3) {
    const container = valueAt(form, shortest.slice(0, -1))
    const only =
      typeof container === 'object' && container !== null && Object.keys(container).length <= 1
    if (!only) break
    shortest = shortest.slice(0, -1)
  }
  return { path: shortest, value: undefined }
}

/** Puts elements of one container into a new one that takes their place. */
export function wrap(
  form: FormDefinition,
  names: readonly string[],
  container: NewElement,
  wanted: string
): Change | Refusal {
  const inner = outermost(form, names)
  const [first] = inner
  if (first === undefined) return { refused: 'nothing' }
  const parent = form.elements[first]?.parent ?? null
  const outer = parent === null ? null : (form.elements[parent]?.kind ?? null)
  const together = inner.every((name) => (form.elements[name]?.parent ?? null) === parent)
  const fits = inner.every((name) =>
    mayContain(container.kind, form.elements[name]?.kind ?? 'divider')
  )
  const repeats = container.kind === 'repeater'
  if (!together || !fits || repeats || !mayContain(outer, container.kind))
    return { refused: 'place' }
  const name = freeName(takenNames(form), wanted)
  const { orders, edits } = ordersAt(form, { parent, before: first }, [name])
  return {
    name: { key: 'wrap', ...told(form, inner) },
    edits: [
      ...edits,
      setElement(name, placed(container, parent, orders[0] ?? 0)),
      ...inner.flatMap((child, index) => placeEdits(form, child, name, (index + 1) * 10)),
    ],
    select: [name],
  }
}

/** Takes a container away and leaves what it holds in its place. */
export function unwrap(
  form: FormDefinition,
  name: string,
  shipped: { has(name: string): boolean }
): Change | Refusal {
  const element = form.elements[name]
  if (!element || !isContainer(element.kind)) return { refused: 'no_container' }
  const parent = element.parent ?? null
  const inner = childrenOf(form, name)
  if (!inner.every((child) => mayMove(form, child, parent))) return { refused: 'place' }
  const { orders, edits } = ordersAt(form, { parent, before: nextSibling(form, name) }, inner)
  const gone: Edit = shipped.has(name)
    ? { path: ['elements', name, 'removed'], value: true }
    : { path: ['elements', name], value: undefined }
  return {
    name: { key: 'unwrap', ...told(form, [name]) },
    edits: [
      ...edits,
      ...inner.flatMap((child, index) => placeEdits(form, child, parent, orders[index] ?? 0)),
      gone,
    ],
    select: inner.length > 0 ? inner : parent === null ? [] : [parent],
  }
}

/** Whether a text is one of the reader's own; English stands in for missing ones, so it is what everything needs. */
export const isBlank = (text: LocalizedText | undefined): boolean =>
  text === undefined || text.en.trim() === ''

/** Whether any container around a chosen element is chosen too. */
export const isWithin = (form: FormDefinition, name: string, chosen: ReadonlySet<string>) =>
  ancestorsOf(form, name).some((outer) => chosen.has(outer))
