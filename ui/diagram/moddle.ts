/**
 * What we use of moddle's objects: the library has no types of its own. Everything that changes a document is described as edits and
 * done by the command stack of the canvas, so that it can be undone; here are only pure functions on what is there.
 */
export interface Moddle {
  readonly $type: string
  $parent?: Moddle
  readonly $attrs: Record<string, unknown>
  id?: string
  get(name: string): unknown
  set(name: string, value: unknown): void
  $instanceOf(type: string): boolean
}

export interface ModdleFactory {
  create(type: string, properties?: Record<string, unknown>): Moddle
}

/** Properties of one object of the document that shall have new values; `undefined` takes one away. */
export interface Edit {
  of: Moddle
  set: Record<string, unknown>
}

export const isModdle = (value: unknown): value is Moddle =>
  typeof value === 'object' && value !== null && '$type' in value

export const objectIn = (owner: Moddle, property: string): Moddle | null => {
  const value = owner.get(property)
  return isModdle(value) ? value : null
}
export const listIn = (owner: Moddle, property: string): Moddle[] => {
  const value = owner.get(property)
  return Array.isArray(value) ? value.filter(isModdle) : []
}
export const textIn = (owner: Moddle | null, property: string): string => {
  const value = owner?.get(property)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** An extension of ours on an element: `peyvand:Action`, … */
export function extensionOf(owner: Moddle, type: string): Moddle | null {
  const holder = objectIn(owner, 'extensionElements')
  return (holder && listIn(holder, 'values').find(({ $type }) => $type === type)) ?? null
}

/**
 * The edits that give an element one of our extensions, change it, or (null) take it away. Extensions of others beside it stay.
 */
export function editExtension(
  factory: ModdleFactory,
  owner: Moddle,
  type: string,
  properties: Record<string, unknown> | null
): Edit[] {
  const holder = objectIn(owner, 'extensionElements')
  const values = holder ? listIn(holder, 'values') : []
  const present = values.find(({ $type }) => $type === type)
  if (properties === null) {
    if (!holder || !present) return []
    const left = values.filter((value) => value !== present)
    return left.length > 0
      ? [{ of: holder, set: { values: left } }]
      : [{ of: owner, set: { extensionElements: undefined } }]
  }
  if (present) return [{ of: present, set: properties }]
  const added = factory.create(type, properties)
  if (holder) return [{ of: holder, set: { values: [...values, added] } }]
  const made = factory.create('bpmn:ExtensionElements', { values: [added] })
  return [{ of: owner, set: { extensionElements: made } }]
}

/** Does edits directly: for objects that are not part of a diagram yet, and for tests. */
export function applyEdits(edits: readonly Edit[]): void {
  for (const { of, set } of edits) {
    for (const [name, value] of Object.entries(set)) of.set(name, value)
    adopt(of, Object.values(set))
  }
}
/** New parts know whose they are: the command stack sees to it on the canvas. */
function adopt(parent: Moddle, values: readonly unknown[]): void {
  for (const value of values.flat()) {
    if (isModdle(value)) value.$parent ??= parent
  }
}
