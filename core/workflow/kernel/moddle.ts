/**
 * The moddle tree as the compiler reads it. moddle gives one shape to all elements: `$type`, the properties that BPMN knows, and
 * `$attrs` for everybody else's. Only what is read here is typed.
 */
export interface Element {
  $type: string
  $attrs?: { [name: string]: string }
  $parent?: Element
  id?: string
  name?: string
  [property: string]: unknown
}

export function isElement(value: unknown): value is Element {
  return typeof value === 'object' && value !== null && '$type' in value
}

/** `bpmn:UserTask` → `UserTask`; elements of other namespaces keep their prefix. */
export function typeOf(element: Element): string {
  return element.$type.startsWith('bpmn:') ? element.$type.slice(5) : element.$type
}

export function childOf(element: Element, property: string): Element | null {
  const value = element[property]
  return isElement(value) ? value : null
}

export function childrenOf(element: Element, property: string): Element[] {
  const value = element[property]
  return Array.isArray(value) ? value.filter(isElement) : []
}

/** A text that says something: blanks are none. */
export function textOf(element: Element | null, property: string): string | null {
  const value = element?.[property]
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

export function flagOf(element: Element, property: string, otherwise: boolean): boolean {
  const value = element[property]
  return typeof value === 'boolean' ? value : otherwise
}

/** The first of our own extension elements of a kind, e.g. `Action`. */
export function extensionOf(element: Element, type: string): Element | null {
  const extensions = childOf(element, 'extensionElements')
  if (!extensions) return null
  return childrenOf(extensions, 'values').find((one) => one.$type === `peyvand:${type}`) ?? null
}
