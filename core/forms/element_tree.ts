import {
  CONTAINER_KINDS,
  type FormDefinition,
  type FormElement,
  type FormElementKind,
} from '#core/forms/model'

/** An element in its place: what it contains, in order. */
export interface ElementNode {
  name: string
  element: FormElement
  children: ElementNode[]
}

const CONTAINERS: ReadonlySet<FormElementKind> = new Set(CONTAINER_KINDS)
export const isContainer = (kind: FormElementKind): boolean => CONTAINERS.has(kind)

/** By `order`, then by name; without an order last. The same everywhere, so that builder, browser and server agree. */
export function byPlace(
  [a, first]: readonly [string, FormElement],
  [b, second]: readonly [string, FormElement]
): number {
  const difference = (first.order ?? Infinity) - (second.order ?? Infinity)
  if (difference < 0 || difference > 0) return difference
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * The elements of a form as they stand: removed ones and what they contain are not there, nor is what has a container that does
 * not exist, contains nothing by its kind, or is contained in itself. So every form has a tree, however wrong it is.
 */
export function elementTree(form: Pick<FormDefinition, 'elements'>): ElementNode[] {
  const children = new Map<string | undefined, [string, FormElement][]>()
  for (const entry of Object.entries(form.elements)) {
    if (entry[1].removed) continue
    const siblings = children.get(entry[1].parent)
    if (siblings) siblings.push(entry)
    else children.set(entry[1].parent, [entry])
  }
  const below = (parent: string | undefined): ElementNode[] =>
    (children.get(parent) ?? []).sort(byPlace).map(([name, element]) => ({
      name,
      element,
      children: isContainer(element.kind) ? below(name) : [],
    }))
  return below(undefined)
}

/** Every node of a tree, containers before what they contain. */
export function* walk(nodes: readonly ElementNode[]): Generator<ElementNode> {
  for (const node of nodes) {
    yield node
    yield* walk(node.children)
  }
}

/** Fields whose rows a form repeats. */
export function repeatedFields(form: Pick<FormDefinition, 'elements'>): Set<string> {
  return new Set(
    [...walk(elementTree(form))].flatMap(({ element }) =>
      element.kind === 'repeater' ? [element.field] : []
    )
  )
}
