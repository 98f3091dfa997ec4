import type { ChoiceListDefinition } from '#core/metadata/types'
import type { FieldValues } from '#core/records/hooks'

/** Statuses in which the request is done with. */
const DONE = new Set(['resolved', 'closed'])

/**
 * The instants that a case's status brings with it, as values to set. What the writer gives in the same write stays.
 *
 * @param before the stored record, null on creation
 * @param after the record as it will be
 * @param given names of the fields that the writer changes
 * @param now ISO instant
 */
export function caseInstants(
  before: FieldValues | null,
  after: FieldValues,
  given: ReadonlySet<string>,
  now: string
): FieldValues {
  const set: FieldValues = {}
  if (before === null && isEmpty(after.opened_at)) set.opened_at = now
  if (before !== null && before.status === after.status) return set

  const status = String(after.status)
  if (DONE.has(status)) {
    if (isEmpty(after.resolved_at)) {
      set.resolved_at = given.has('closed_at') ? (after.closed_at ?? now) : now
    }
  } else if (!isEmpty(after.resolved_at) && !given.has('resolved_at')) {
    set.resolved_at = null
  }
  if (status === 'closed') {
    if (isEmpty(after.closed_at)) set.closed_at = now
  } else if (!isEmpty(after.closed_at) && !given.has('closed_at')) {
    set.closed_at = null
  }
  return set
}

/**
 * Keeps subcategory and category together, as values to set: a subcategory alone brings its category, a new category drops
 * the old subcategory. A pair that does not fit stays as it is: the record engine refuses it.
 */
export function classify(
  after: FieldValues,
  given: ReadonlySet<string>,
  subcategories: ChoiceListDefinition
): FieldValues {
  if (isEmpty(after.subcategory)) return {}
  const parents = subcategories.options[String(after.subcategory)]?.parents ?? []
  const moved = given.has('category') && !given.has('subcategory')
  if (isEmpty(after.category)) {
    if (moved) return { subcategory: null }
    return parents[0] === undefined ? {} : { category: parents[0] }
  }
  if (parents.length === 0 || parents.includes(String(after.category))) return {}
  return moved ? { subcategory: null } : {}
}

export function isEmpty(value: FieldValues[string] | undefined): boolean {
  return value === undefined || value === null || value === ''
}
