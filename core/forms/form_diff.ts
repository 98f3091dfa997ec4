/** What lies between two versions of a form, told by element as a reader thinks of it. Pure. */
import {
  applyEdits,
  editsBetween,
  isObject,
  sameJson,
  valueAt,
  type Edit,
  type JsonObject,
} from '#core/forms/edits'
import type { FormDefinition, FormElement } from '#core/forms/model'
import type { Json } from '#core/metadata/types'

export interface PropertyDifference {
  /** Dotted path inside the element or the form: `label.fa`, `rules.small.valid`. */
  property: string
  before: Json | null
  after: Json | null
}

export interface ElementDifference {
  element: string
  kind: FormElement['kind']
  /** Moved: into another container, or to another place in the same one. Else null. */
  moved: { from: string | null; to: string | null } | null
  changes: PropertyDifference[]
}

export interface FormDifference {
  added: { element: string; kind: FormElement['kind'] }[]
  removed: { element: string; kind: FormElement['kind'] }[]
  /** Elements of both versions that are not alike. */
  changed: ElementDifference[]
  /** Properties of the form itself. */
  form: PropertyDifference[]
  /** The same as a patch: `patched(before, difference)` is `after`. */
  edits: Edit[]
}

/** An element that is taken off a shipped form stays in it, marked. */
const stands = (element: FormElement | undefined): element is FormElement =>
  element !== undefined && element.removed !== true

export function formDifference(before: FormDefinition, after: FormDefinition): FormDifference {
  const found: FormDifference = {
    added: [],
    removed: [],
    changed: [],
    form: [],
    edits: editsBetween(before, after),
  }
  const names = new Set([...Object.keys(before.elements), ...Object.keys(after.elements)])
  for (const element of [...names].sort()) {
    const [old, now] = [before.elements[element], after.elements[element]]
    if (stands(now) && !stands(old)) found.added.push({ element, kind: now.kind })
    else if (stands(old) && !stands(now)) found.removed.push({ element, kind: old.kind })
    else if (stands(old) && stands(now)) {
      const difference = elementDifference(element, old, now)
      if (difference) found.changed.push(difference)
    }
  }
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)]))
    if (name !== 'elements') found.form.push(...differences(before, after, [name]))
  return found
}

/** The form that a difference leads to from the one that it was taken from. */
export const patched = (form: FormDefinition, { edits }: FormDifference): FormDefinition =>
  applyEdits(form, edits).form

export const isEmptyDifference = ({ edits }: FormDifference): boolean => edits.length === 0

function elementDifference(
  element: string,
  old: FormElement,
  now: FormElement
): ElementDifference | null {
  const [from, to] = [old.parent ?? null, now.parent ?? null]
  const moved = from !== to || (old.order ?? null) !== (now.order ?? null) ? { from, to } : null
  const properties = new Set([...Object.keys(old), ...Object.keys(now)])
  for (const own of ['parent', 'order', 'removed']) properties.delete(own)
  const changes = [...properties].flatMap((name) => differences(old, now, [name]))
  return moved || changes.length > 0 ? { element, kind: now.kind, moved, changes } : null
}

/** Leaves that differ at or below a path; lists and what is new or gone as a whole are one. */
function differences(before: unknown, after: unknown, path: string[]): PropertyDifference[] {
  const [old, now] = [valueAt(before, path), valueAt(after, path)]
  if (sameJson(old, now)) return []
  if (isObject(old) && isObject(now)) {
    const keys = new Set([...Object.keys(old as JsonObject), ...Object.keys(now as JsonObject)])
    return [...keys].flatMap((key) => differences(before, after, [...path, key]))
  }
  return [{ property: path.join('.'), before: old ?? null, after: now ?? null }]
}
