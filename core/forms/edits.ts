import type { Json } from '#core/metadata/types'
import type { FormDefinition } from '#core/forms/model'

/** One property set (or taken away, where `value` is undefined). The currency of the builder: commands, merge, diff and publishing all deal in it. */
export interface Edit {
  readonly path: readonly string[]
  readonly value: Json | undefined
}

export type JsonObject = { [key: string]: Json }

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const asJson = (form: FormDefinition): JsonObject => form as unknown as JsonObject
export const asForm = (json: JsonObject): FormDefinition => json as unknown as FormDefinition

/** The value at a path; undefined where nothing is. */
export function valueAt(root: unknown, path: readonly string[]): Json | undefined {
  let here: unknown = root
  for (const key of path) here = isObject(here) && Object.hasOwn(here, key) ? here[key] : undefined
  return here as Json | undefined
}

/** Writes one value into a copy that shares everything else; answers the edit that takes it back. */
function applyOne(root: JsonObject, { path, value }: Edit): { root: JsonObject; inverse: Edit } {
  const [key = '', ...rest] = path
  const had = Object.hasOwn(root, key)
  if (rest.length === 0) {
    const inverse: Edit = { path: [key], value: had ? root[key] : undefined }
    if (value !== undefined) return { root: { ...root, [key]: value }, inverse }
    const without = { ...root }
    delete without[key]
    return { root: without, inverse }
  }
  const inner = had ? root[key] : undefined
  if (!isObject(inner)) {
    if (value === undefined) return { root, inverse: { path: [key], value: inner } }
    /** Containers on the way are made; taking back takes the outermost of them away. */
    const made = rest.reduceRight<Json>((below, step) => ({ [step]: below }), value)
    return { root: { ...root, [key]: made }, inverse: { path: [key], value: inner } }
  }
  const below = applyOne(inner, { path: rest, value })
  return {
    root: below.root === inner ? root : { ...root, [key]: below.root },
    inverse: { path: [key, ...below.inverse.path], value: below.inverse.value },
  }
}

/**
 * A new form with the edits made in order, and the edits that undo them. What is not touched is shared with the old form, so
 * that whoever draws it sees by identity what has changed.
 */
export function applyEdits(
  form: FormDefinition,
  edits: readonly Edit[]
): { form: FormDefinition; inverse: Edit[] } {
  let root = asJson(form)
  const inverse: Edit[] = []
  for (const edit of edits) {
    const step = applyOne(root, edit)
    root = step.root
    inverse.unshift(step.inverse)
  }
  return { form: asForm(root), inverse }
}

export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, index) => sameJson(value, b[index]))
  if (!isObject(a) || !isObject(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
  )
}

/**
 * The edits that lead from one form to another, as deep as properties go: lists are one value, objects are compared inside; what
 * is new or gone as a whole is one edit.
 */
export function editsBetween(before: FormDefinition, after: FormDefinition): Edit[] {
  const edits: Edit[] = []
  const walk = (from: JsonObject, to: JsonObject, path: string[]): void => {
    for (const key of Object.keys(from))
      if (!Object.hasOwn(to, key)) edits.push({ path: [...path, key], value: undefined })
    for (const [key, value] of Object.entries(to)) {
      const old = Object.hasOwn(from, key) ? from[key] : undefined
      if (value === undefined || sameJson(old, value)) continue
      if (isObject(old) && isObject(value)) walk(old, value, [...path, key])
      else edits.push({ path: [...path, key], value })
    }
  }
  walk(asJson(before), asJson(after), [])
  return edits
}
