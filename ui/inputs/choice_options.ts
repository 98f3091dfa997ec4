import type { ChoiceListDefinition, ChoiceOption, Json } from '#core/metadata/types'
import type { ReadableField } from '../api/types.js'

/**
 * The options of a list in order. Removed ones are left out unless one is the present value; in a dependent list only those of
 * the parent's value are offered, and all of them while the parent is empty.
 */
export function offeredOptions(
  list: ChoiceListDefinition,
  present: Json,
  parent: Json
): [string, ChoiceOption][] {
  return Object.entries(list.options)
    .filter(([value, option]) => !option.removed || value === present)
    .filter(
      ([value, option]) =>
        value === present ||
        !option.parents ||
        typeof parent !== 'string' ||
        option.parents.includes(parent)
    )
    .sort(
      ([a, first], [b, second]) =>
        (first.order ?? 1_000) - (second.order ?? 1_000) || a.localeCompare(b)
    )
}

/** The field, among those of the same record, that a dependent list's options hang on; null for a list that depends on nothing. */
export function parentField(
  list: ChoiceListDefinition,
  fields: Readonly<Record<string, ReadableField>>
): string | null {
  if (!list.parentList) return null
  const parent = Object.entries(fields).find(
    ([, field]) => field.type === 'choice' && field.choices === list.parentList
  )
  return parent?.[0] ?? null
}

/** The value of that field. */
export function parentValue(
  list: ChoiceListDefinition,
  fields: Readonly<Record<string, ReadableField>>,
  siblings: Record<string, Json>
): Json {
  const parent = parentField(list, fields)
  return parent === null ? null : (siblings[parent] ?? null)
}
