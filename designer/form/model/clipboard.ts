import type { Json } from '#core/metadata/types'
import type { FormDefinition, FormElement, FormElementKind } from '#core/forms/model'
import { isRefusal, type Refusal } from './commands.js'
import { isObject, type Edit, type JsonObject } from '#core/forms/edits'
import type { Change } from './history.js'
import { freeName, takenNames } from './names.js'
import { mayContain, nextSibling, ordersAt, type Place } from './placement.js'
import { renameInFeel } from './rename_feel.js'
import { outermost, rowsOf, subtreeOf } from './tree.js'

/** Elements on their way between forms: plain text, so that it can be kept in a file or sent to a colleague. */
export interface Clipboard {
  readonly peyvand: 'form_elements'
  readonly version: 1
  readonly entity: string
  /** Outermost elements in order. */
  readonly roots: readonly string[]
  readonly elements: Readonly<Record<string, FormElement>>
}

const MAX_ELEMENTS = 1_000
const MAX_CHARACTERS = 1_000_000

const COMMON = ['label', 'help', 'visibleWhen', 'wide', 'parent', 'order']
const INPUT = ['requiredWhen', 'readOnlyWhen', 'value', 'rules', 'scoring']
/** What each kind may carry: a clipboard brings nothing else into a form. */
const PROPERTIES: Record<FormElementKind, readonly string[]> = {
  page: [],
  section: ['columns', 'collapsible', 'collapsed', 'scoring'],
  columns: ['columns'],
  field: ['field', ...INPUT],
  question: ['definition', ...INPUT],
  repeater: ['field', 'minRows', 'maxRows', 'addLabel'],
  heading: ['level'],
  divider: [],
  text: ['html'],
  related_list: ['field', 'view'],
  timeline: [],
  recording_player: ['field'],
}

export function copyOf(form: FormDefinition, names: readonly string[]): Clipboard {
  const roots = outermost(form, names)
  const elements: Record<string, FormElement> = {}
  for (const name of roots.flatMap((root) => subtreeOf(form, root))) {
    const element = form.elements[name]
    if (element) elements[name] = element
  }
  return { peyvand: 'form_elements', version: 1, entity: form.entity, roots, elements }
}

/** Reads a clipboard's text; null for anything that is not one of ours, or broken. */
export function readClipboard(text: string): Clipboard | null {
  if (text.length > MAX_CHARACTERS || !text.includes('form_elements')) return null
  const given = parsed(text)
  if (!isObject(given) || given.peyvand !== 'form_elements' || given.version !== 1) return null
  const { roots, elements, entity } = given
  if (!Array.isArray(roots) || !isObject(elements) || typeof entity !== 'string') return null
  if (Object.keys(elements).length > MAX_ELEMENTS) return null
  const read: Record<string, FormElement> = {}
  for (const [name, value] of Object.entries(elements)) {
    const element = elementOf(value)
    if (!element) return null
    read[name] = element
  }
  const named = roots.filter((name): name is string => typeof name === 'string')
  if (named.length !== roots.length || named.length === 0) return null
  return reachesAll(named, read)
    ? { peyvand: 'form_elements', version: 1, entity, roots: named, elements: read }
    : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function elementOf(value: Json): FormElement | null {
  if (!isObject(value) || typeof value.kind !== 'string') return null
  if (!Object.hasOwn(PROPERTIES, value.kind)) return null
  const kind = value.kind as FormElementKind
  const kept: JsonObject = { kind }
  for (const key of [...COMMON, ...PROPERTIES[kind]]) {
    const property = value[key]
    if (property !== undefined) kept[key] = property
  }
  if (kept.parent !== undefined && typeof kept.parent !== 'string') return null
  if (kept.order !== undefined && typeof kept.order !== 'number') return null
  return kept as unknown as FormElement
}

/** Whether every element hangs on a root, without circles, and stands where its kind may stand. */
function reachesAll(roots: readonly string[], elements: Record<string, FormElement>): boolean {
  const seen = new Set<string>()
  const walk = (name: string): boolean => {
    const element = elements[name]
    if (!element || seen.has(name)) return false
    seen.add(name)
    return Object.entries(elements).every(([child, inner]) => {
      if (inner.parent !== name || roots.includes(child)) return true
      return mayContain(element.kind, inner.kind) && walk(child)
    })
  }
  return roots.every(walk) && seen.size === Object.keys(elements).length
}

export interface PasteOptions {
  /** Fields of the form's entity. */
  readonly fields: ReadonlySet<string>
}

/** Fields of the form's own record that it shows already: each may stand on it once. */
export function fieldsOn(form: FormDefinition, rows: string | null = null): Set<string> {
  const shown = new Set<string>()
  for (const element of Object.values(form.elements)) {
    if (element.removed || element.kind !== 'field') continue
    if (rowsOf(form, element.parent ?? null) === rows) shown.add(element.field)
  }
  return shown
}

/**
 * Pastes with new names. Fields that the form's entity does not have, or that the form shows already, are left out: `leftOut`
 * says how many.
 */
export function paste(
  form: FormDefinition,
  clipboard: Clipboard,
  place: Place,
  { fields }: PasteOptions
): (Change & { leftOut: number }) | Refusal {
  const rows = rowsOf(form, place.parent)
  const container = place.parent === null ? null : (form.elements[place.parent]?.kind ?? 'divider')
  const there: FormDefinition = { ...form, elements: { ...clipboard.elements } }
  const shown = fieldsOn(form, rows)
  const useful = (name: string): boolean => {
    const element = clipboard.elements[name]
    if (element?.kind !== 'field' || rowsOf(there, element.parent ?? null) !== null) return true
    return rows === null && fields.has(element.field) && !shown.has(element.field)
  }
  const roots = clipboard.roots.filter(useful)
  if (roots.length === 0) return { refused: clipboard.roots.length ? 'field_once' : 'nothing' }
  const fits = roots.every((name) =>
    mayContain(container, clipboard.elements[name]?.kind ?? 'divider')
  )
  const nested =
    rows !== null && Object.values(clipboard.elements).some(({ kind }) => kind === 'repeater')
  if (!fits || nested) return { refused: 'place' }
  return pasted(form, there, place, roots, useful)
}

function pasted(
  form: FormDefinition,
  there: FormDefinition,
  place: Place,
  roots: readonly string[],
  useful: (name: string) => boolean
): Change & { leftOut: number } {
  const taken = takenNames(form)
  const renamed = new Map<string, string>()
  const all = roots.flatMap((root) => subtreeOf(there, root))
  for (const name of all.filter(useful)) {
    const own = freeName(taken, name)
    taken.add(own)
    renamed.set(name, own)
  }
  const names = roots.flatMap((root) => renamed.get(root) ?? [])
  const { orders, edits } = ordersAt(form, place, names)
  const added = [...renamed].map(([old, name]): Edit => {
    const root = roots.indexOf(old)
    const element = renameInElement(there.elements[old] as FormElement, renamed)
    const copy: FormElement = { ...element }
    delete copy.parent
    if (root !== -1) copy.order = orders[root] ?? 0
    const parent = root === -1 ? renamed.get(element.parent ?? '') : place.parent
    if (parent !== null && parent !== undefined) copy.parent = parent
    return { path: ['elements', name], value: copy as unknown as Json }
  })
  return {
    name: { key: 'paste', count: names.length },
    edits: [...edits, ...added],
    select: names,
    leftOut: all.length - renamed.size,
  }
}

/** Expressions of pasted elements go on meaning each other. */
function renameInElement(element: FormElement, renamed: ReadonlyMap<string, string>): FormElement {
  const questions = new Map([...renamed].filter(([old, name]) => old !== name))
  const walk = (value: Json, key: string): Json => {
    if (typeof value === 'string')
      return FEEL_PROPERTIES.has(key) ? renameInFeel(value, questions) : value
    if (!isObject(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([inner, next]) => [inner, walk(next, inner)])
    )
  }
  return walk(element as unknown as Json, '') as unknown as FormElement
}

const FEEL_PROPERTIES = new Set(['visibleWhen', 'requiredWhen', 'readOnlyWhen', 'value', 'valid'])

/** Copies right behind the originals. Fields are left out: each stands on a form once. */
export function duplicate(
  form: FormDefinition,
  names: readonly string[]
): (Change & { leftOut: number }) | Refusal {
  const roots = outermost(form, names)
  const last = roots.at(-1)
  if (last === undefined) return { refused: 'nothing' }
  const parent = form.elements[last]?.parent ?? null
  const place = { parent, before: nextSibling(form, last) }
  const copied = paste(form, copyOf(form, roots), place, { fields: new Set() })
  if (isRefusal(copied)) return copied
  return { ...copied, name: { key: 'duplicate', count: copied.select.length } }
}
