import {
  CONTAINER_KINDS,
  type FormDefinition,
  type FormElement,
  type FormElementKind,
} from '#core/forms/model'
import { childrenOf, orderOf, rowsOf, subtreeOf } from './tree.js'
import type { Edit } from '#core/forms/edits'

/** Where something goes: into a container (null: the top), before a sibling (null: at the end). */
export interface Place {
  readonly parent: string | null
  readonly before: string | null
}

const containers = new Set<string>(CONTAINER_KINDS)
export const isContainer = (kind: FormElementKind): boolean => containers.has(kind)

const INSIDE_REPEATER = new Set<FormElementKind>([
  'columns',
  'field',
  'question',
  'heading',
  'divider',
  'text',
])

/** Which kinds may stand in which. Isomorphic rule: what it refuses could not be drawn sensibly. */
export function mayContain(container: FormElementKind | null, kind: FormElementKind): boolean {
  switch (container) {
    case null:
      return true
    case 'page':
      return kind !== 'page'
    case 'section':
      return kind !== 'page' && kind !== 'section'
    case 'columns':
      return kind !== 'page' && kind !== 'section' && kind !== 'columns'
    case 'repeater':
      return INSIDE_REPEATER.has(kind)
    default:
      return false
  }
}

const holdsFields = (form: FormDefinition, name: string): boolean =>
  form.elements[name]?.kind !== 'repeater' &&
  subtreeOf(form, name).some((inner) => form.elements[inner]?.kind === 'field')

/** Whether an element that is on the form may go there. */
export function mayMove(form: FormDefinition, name: string, parent: string | null): boolean {
  const element = form.elements[name]
  if (!element) return false
  const container = parent === null ? null : (form.elements[parent]?.kind ?? 'divider')
  if (!mayContain(container, element.kind)) return false
  if (parent !== null && subtreeOf(form, name).includes(parent)) return false
  const inRepeater = rowsOf(form, parent)
  if (inRepeater !== null && !fitsRepeater(form, name)) return false
  const from = rowsOf(form, element.parent ?? null)
  /** A field is one of the record it stands for: it cannot turn into one of a row. */
  return from === inRepeater || !holdsFields(form, name)
}

const fitsRepeater = (form: FormDefinition, name: string): boolean =>
  subtreeOf(form, name).every((inner) =>
    INSIDE_REPEATER.has(form.elements[inner]?.kind ?? 'divider')
  )

/** The nearest place for a new element when this one is chosen: inside it where it fits, else after it, else further out. */
export function placeFor(
  form: FormDefinition,
  kind: FormElementKind,
  chosen: string | null
): Place | null {
  if (chosen === null || !form.elements[chosen]) {
    return kind === 'page' || mayContain(null, kind) ? lastPlace(form, kind) : null
  }
  const element = form.elements[chosen]
  const within = kind === 'repeater' && rowsOf(form, chosen) !== null
  if (isContainer(element.kind) && mayContain(element.kind, kind) && !within)
    return { parent: chosen, before: null }
  return placeAfter(form, kind, chosen)
}

/** At the end of the last page where there are pages, else at the end of the form. */
function lastPlace(form: FormDefinition, kind: FormElementKind): Place {
  const page = childrenOf(form, null).findLast((name) => form.elements[name]?.kind === 'page')
  return { parent: kind === 'page' ? null : (page ?? null), before: null }
}

/** After the chosen element, or after the innermost container around it that leaves room for the kind. */
function placeAfter(form: FormDefinition, kind: FormElementKind, chosen: string): Place | null {
  for (let name: string | null = chosen; name !== null;) {
    const parent: string | null = form.elements[name]?.parent ?? null
    const container = parent === null ? null : (form.elements[parent]?.kind ?? null)
    if (mayContain(container, kind) && !(kind === 'repeater' && rowsOf(form, parent) !== null))
      return { parent, before: nextSibling(form, name) }
    name = parent
  }
  return null
}

export function nextSibling(form: FormDefinition, name: string): string | null {
  const siblings = childrenOf(form, form.elements[name]?.parent ?? null)
  return siblings[siblings.indexOf(name) + 1] ?? null
}

const STEP = 10

/**
 * Places for some elements between two siblings, as fractions, so that nothing else has to move. Where the numbers are equal or
 * too close together the siblings are counted anew: the answer then holds their edits as well.
 */
export function ordersAt(
  form: FormDefinition,
  place: Place,
  moving: readonly string[]
): { orders: number[]; edits: Edit[] } {
  const siblings = childrenOf(form, place.parent).filter((name) => !moving.includes(name))
  const found = place.before === null ? -1 : siblings.indexOf(place.before)
  const at = found === -1 ? siblings.length : found
  const element = (index: number): FormElement | undefined => form.elements[siblings[index] ?? '']
  const [before, after] = [element(at - 1), element(at)]
  const low = before ? orderOf(before) : after ? orderOf(after) - STEP * (moving.length + 1) : 0
  const high = after ? orderOf(after) : low + STEP * (moving.length + 1)
  const step = (high - low) / (moving.length + 1)
  const orders = moving.map((_, index) => rounded(low + step * (index + 1), step))
  const rising = [low, ...orders, high].every((order, index, all) =>
    index === 0 ? true : order > (all[index - 1] ?? order)
  )
  if (rising && Number.isFinite(step) && step > 1e-6) return { orders, edits: [] }
  return recounted(form, siblings, at, moving.length)
}

/** As few digits as keep the numbers apart: they stand in files that people read. */
function rounded(order: number, step: number): number {
  const digits = Math.min(9, Math.max(0, 1 - Math.floor(Math.log10(step))))
  return Number(order.toFixed(digits))
}

function recounted(
  form: FormDefinition,
  siblings: readonly string[],
  at: number,
  count: number
): { orders: number[]; edits: Edit[] } {
  const placed = (index: number) => STEP * (index + 1)
  const edits = siblings.flatMap((name, index): Edit[] => {
    const order = placed(index < at ? index : index + count)
    if (form.elements[name]?.order === order) return []
    return [{ path: ['elements', name, 'order'], value: order }]
  })
  return { orders: Array.from({ length: count }, (_, index) => placed(at + index)), edits }
}
