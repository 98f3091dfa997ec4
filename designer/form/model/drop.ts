import type { FormDefinition, FormElementKind } from '#core/forms/model'
import { mayContain, mayMove, nextSibling, type Place } from './placement.js'
import { rowsOf } from './tree.js'

export type Where = 'before' | 'after' | 'inside'

/** What is dragged: elements of the form, or something new from the palette. */
export type Dragged =
  | { readonly kind: 'elements'; readonly names: readonly string[] }
  | { readonly kind: 'new'; readonly element: FormElementKind; readonly field: string }

export function placeAt(form: FormDefinition, target: string, where: Where): Place {
  if (where === 'inside') return { parent: target, before: null }
  const parent = form.elements[target]?.parent ?? null
  return { parent, before: where === 'before' ? target : nextSibling(form, target) }
}

/** Whether it may be let go there. */
export function mayDrop(form: FormDefinition, dragged: Dragged, place: Place): boolean {
  if (dragged.kind === 'elements')
    return dragged.names.every((name) => mayMove(form, name, place.parent))
  const container = place.parent === null ? null : (form.elements[place.parent]?.kind ?? 'divider')
  if (dragged.element === 'repeater' && rowsOf(form, place.parent) !== null) return false
  return mayContain(container, dragged.element)
}

export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** How far from its edges a container still means "before" and "after" instead of "inside", in pixels. */
const EDGE = 10

/**
 * What a pointer over an element means. Beside each other (columns), the sides decide, seen in the direction of reading; else
 * upper and lower half. In a container everything but its edges is inside.
 */
export function whereAt(
  box: Box,
  pointer: { x: number; y: number },
  how: { container: boolean; beside: boolean; rightToLeft: boolean }
): Where {
  const fromTop = pointer.y - box.top
  if (how.container) {
    if (fromTop < Math.min(EDGE, box.height / 4)) return 'before'
    return box.height - fromTop < Math.min(EDGE, box.height / 4) ? 'after' : 'inside'
  }
  if (!how.beside) return fromTop < box.height / 2 ? 'before' : 'after'
  const atStart = pointer.x - box.left < box.width / 2
  return atStart !== how.rightToLeft ? 'before' : 'after'
}

/** The first of these that is allowed, the one meant before the others. */
export function allowedWhere(
  form: FormDefinition,
  dragged: Dragged,
  target: string,
  meant: Where
): Where | null {
  const order: Where[] = meant === 'inside' ? ['inside', 'after'] : [meant, 'inside']
  const container = form.elements[target]?.kind
  return (
    order.find((where) => {
      if (where === 'inside' && !mayContainAny(container)) return false
      return mayDrop(form, dragged, placeAt(form, target, where))
    }) ?? null
  )
}

const mayContainAny = (kind: FormElementKind | undefined): boolean =>
  kind === 'page' || kind === 'section' || kind === 'columns' || kind === 'repeater'
