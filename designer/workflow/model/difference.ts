import type { DiffResult } from 'bpmn-js-differ'
import { isModdle, listIn, textIn, type Moddle } from '#ui/diagram/moddle.js'

/** What has become of an element between two versions; in the order of what matters most. */
export type ChangeKind = 'added' | 'removed' | 'changed' | 'moved'
export interface Change {
  kind: ChangeKind
  id: string
  type: string
  name: string
  /** Names of changed properties, of those that people know: `workflow_designer.difference.part.<name>`. */
  parts: string[]
}

const PARTS: Record<string, string> = {
  name: 'name',
  text: 'name',
  documentation: 'documentation',
  conditionExpression: 'condition',
  default: 'condition',
  script: 'script',
  scriptFormat: 'script',
  eventDefinitions: 'event',
  extensionElements: 'settings',
  loopCharacteristics: 'repeat',
  calledElement: 'call',
  sourceRef: 'connection',
  targetRef: 'connection',
  messageRef: 'event',
  isExecutable: 'settings',
  cancelActivity: 'event',
  isInterrupting: 'event',
  attachedToRef: 'connection',
}
/** What only follows from other changes. */
const FOLLOWS = new Set(['incoming', 'outgoing', 'flowElements', 'flowNodeRef', 'artifacts'])

/** Properties that are places of other elements, or point at them: each of those has a line of its own. */
const NESTED = new Set(['flowElements', 'artifacts', 'laneSets', 'rootElements', 'diagrams'])

/** One property as text: references by id, parts with what they hold. */
function plain(value: unknown, owner: Moddle): unknown {
  if (Array.isArray(value)) return value.map((one) => plain(one, owner))
  if (!isModdle(value)) return value ?? null
  if (value.$parent !== owner && value.id !== undefined) return value.id
  return partsOf(value)
}
/** What an element says itself, by property; foreign attributes with it. */
function partsOf(element: Moddle): Record<string, unknown> {
  const parts: Record<string, unknown> = { ...element.$attrs, $type: element.$type }
  for (const name of Object.keys(element)) {
    if (name === 'id' || name.startsWith('$') || NESTED.has(name) || FOLLOWS.has(name)) continue
    parts[name] = plain(element.get(name), element)
  }
  return parts
}
function everyElement(definitions: Moddle): Map<string, Moddle> {
  const found = new Map<string, Moddle>()
  const open = listIn(definitions, 'rootElements')
  for (let next = open.shift(); next; next = open.shift()) {
    if (next.id !== undefined) found.set(next.id, next)
    for (const place of ['flowElements', 'artifacts', 'participants'])
      if (Array.isArray(safely(next, place))) open.push(...listIn(next, place))
  }
  return found
}
/** Not every kind of element has every place. */
const safely = (element: Moddle, name: string): unknown =>
  Object.keys(element).includes(name) ? element.get(name) : undefined

/** Names of the properties in which two versions of an element differ. */
function changedParts(before: Moddle, after: Moddle): string[] {
  const [old, fresh] = [partsOf(before), partsOf(after)]
  return [...new Set([...Object.keys(old), ...Object.keys(fresh)])].filter(
    (name) => JSON.stringify(old[name] ?? null) !== JSON.stringify(fresh[name] ?? null)
  )
}

const ORDER: readonly ChangeKind[] = ['added', 'removed', 'changed', 'moved']

/**
 * What is different, for people: one line an element, without what follows from others. What came, went and moved is told by
 * `bpmn-js-differ`; what an element says is compared here, as that does not look into expressions and extensions.
 */
export function changesOf(result: DiffResult, before: Moddle, after: Moddle): Change[] {
  const changes: Change[] = []
  const line = (
    kind: ChangeKind,
    element: { id: string; $type: string; name?: string },
    parts: string[] = []
  ) => {
    const { id, $type: type, name } = element
    changes.push({
      kind,
      id,
      type,
      name: name ?? (hasAccess(element) ? named(element).name : ''),
      parts,
    })
  }
  for (const element of Object.values(result._added)) line('added', element)
  for (const element of Object.values(result._removed)) line('removed', element)
  const old = everyElement(before)
  for (const [id, element] of everyElement(after)) {
    const earlier = old.get(id)
    const names = earlier ? changedParts(earlier, element) : []
    const parts = [...new Set(names.map((name) => PARTS[name] ?? 'settings'))]
    if (parts.length > 0) line('changed', { id, $type: element.$type, ...named(element) }, parts)
  }
  const known = new Set(changes.map(({ id }) => id))
  for (const element of Object.values(result._layoutChanged))
    if (!known.has(element.id)) line('moved', element)
  return changes
    .filter(({ type }) => !type.startsWith('bpmndi:') && type !== 'bpmn:Definitions')
    .toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
}

const hasAccess = (element: object): element is Moddle => isModdle(element) && 'get' in element
const named = (element: Moddle): { name: string } => ({
  name: textIn(element, element.$type === 'bpmn:TextAnnotation' ? 'text' : 'name'),
})

/** How many of each kind, without the empty ones. */
export function countChanges(changes: readonly Change[]): Partial<Record<ChangeKind, number>> {
  const counts: Partial<Record<ChangeKind, number>> = {}
  for (const { kind } of changes) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
