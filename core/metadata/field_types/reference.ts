import type { Parsed } from '#core/metadata/field_type'
import type { Json } from '#core/metadata/types'
import type { RecordValue, Reference } from '#core/records/types'
import { foldWord } from '#core/metadata/field_types/text_folding'

const MAX_ID = 2_147_483_647

/** A record's id, given as a number, as digits, or as the reference that an answer carried. */
export function parseId(value: Json): Parsed {
  const id = typeof value === 'object' && value !== null && !Array.isArray(value) ? value.id : value
  const number =
    typeof id === 'string' && /^\d{1,10}$/.test(foldWord(id)) ? Number(foldWord(id)) : id
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 1 || number > MAX_ID) {
    return { code: 'E_INVALID_REFERENCE' }
  }
  return { value: number }
}

export function idFromText(text: string): Parsed {
  return text.trim() === '' ? { value: null } : parseId(text)
}

export function isReference(value: RecordValue): value is Reference {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'id' in value
}

/** The label, or the id where the label may not be read. */
export function referenceText(value: RecordValue): string {
  if (!isReference(value)) return value === null ? '' : String(value)
  return value.label ?? String(value.id)
}
