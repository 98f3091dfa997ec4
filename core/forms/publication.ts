import type { ClientChange, Json } from '#core/metadata/types'
import type { FormDefinition } from '#core/forms/model'
import {
  asJson,
  editsBetween,
  isObject,
  sameJson,
  valueAt,
  type Edit,
  type JsonObject,
} from '#core/forms/edits'

/** What is known of a published form. */
export interface PublishedForm {
  /** As plugins ship it; null for one made here. */
  readonly base: FormDefinition | null
  readonly effective: FormDefinition
  readonly changes: readonly Pick<ClientChange, 'path'>[]
  readonly revision: string
}

type Place = Pick<ClientChange, 'kind' | 'name' | 'path'>

export interface FormPublication {
  readonly changes: ClientChange[]
  readonly resets: Place[]
  readonly basedOn: { kind: 'form'; name: string; revision: string | null }[]
}

/**
 * What has to be sent so that the draft comes into effect: each property that differs, alone. What is again as it was shipped is
 * taken out of the client layer instead of being set to the same value, so that later releases reach it.
 */
export function publicationOf(
  published: PublishedForm | null,
  draft: FormDefinition
): FormPublication {
  const { name } = draft
  if (!published) {
    const root = Object.fromEntries(
      Object.entries(asJson(draft)).filter(([key]) => key !== 'name' && key !== 'origin')
    )
    const whole: ClientChange = { kind: 'form', name, path: [], value: { ...root, elements: {} } }
    const elements = Object.entries(draft.elements).map(([element, value]): ClientChange => ({
      kind: 'form',
      name,
      path: ['elements', element],
      value: value as unknown as Json,
    }))
    return {
      changes: [whole, ...elements],
      resets: [],
      basedOn: [{ kind: 'form', name, revision: null }],
    }
  }
  const changes: ClientChange[] = []
  const resets: Place[] = []
  for (const edit of editsBetween(published.effective, draft)) {
    if (isReset(published, edit)) resets.push({ kind: 'form', name, path: [...edit.path] })
    else changes.push({ kind: 'form', name, path: [...edit.path], value: edit.value ?? null })
  }
  return { changes, resets, basedOn: [{ kind: 'form', name, revision: published.revision }] }
}

/** Whether taking the client's change away gives just this value. It does not where a change of something larger stands above it. */
function isReset({ base, changes }: PublishedForm, { path, value }: Edit): boolean {
  const shipped = base === null ? undefined : valueAt(base, path)
  if (!sameJson(shipped, value)) return false
  return !changes.some(({ path: other }) => {
    if (other.length >= path.length) return false
    /** A form made here is kept as itself without its elements, and each element. */
    if (other.length === 0 && path[0] === 'elements') return false
    return other.every((key, index) => key === path[index])
  })
}

export type Layer = 'base' | 'client'

/** The layer of one property of a draft: that of the bank where it is not as it was shipped. */
export function layerOf(
  base: FormDefinition | null,
  draft: FormDefinition,
  path: readonly string[]
): Layer {
  if (base === null) return 'client'
  return sameJson(valueAt(base, path), valueAt(draft, path)) ? 'base' : 'client'
}

/** The draft's properties that are not as they were shipped, by dotted path. */
export const changedPaths = (base: FormDefinition, draft: FormDefinition): string[] =>
  editsBetween(base, draft).map(({ path }) => path.join('.'))

/** Keeps only what a form may carry in a draft that comes from storage; null where it is none. */
export function formOf(value: Json | undefined): FormDefinition | null {
  if (!isObject(value) || typeof value.name !== 'string' || typeof value.entity !== 'string')
    return null
  const { elements } = value
  if (!isObject(elements)) return null
  const whole = Object.values(elements).every(
    (element) => isObject(element) && typeof element.kind === 'string'
  )
  return whole ? (value as JsonObject as unknown as FormDefinition) : null
}
