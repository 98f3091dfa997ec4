import type { FieldTypeName, MatchKind } from '#core/metadata/types'

const TEXTS: readonly FieldTypeName[] = ['text', 'phone', 'email', 'url', 'national_id', 'iban']

/** Field types whose values duplicate rules can compare so. */
export const MATCHED_TYPES: Record<MatchKind, readonly FieldTypeName[]> = {
  exact: [...TEXTS, 'bank_card', 'integer', 'date', 'choice', 'lookup'],
  folded: TEXTS,
  phone: ['phone', 'text'],
  email: ['email', 'text'],
  names: ['text'],
  date: ['date'],
}
