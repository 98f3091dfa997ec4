import type { FieldType, Parsed } from '#core/metadata/field_type'
import type { Json } from '#core/metadata/types'
import type { RecordValue } from '#core/records/types'
import { textColumns } from '#core/metadata/field_types/folded_column'
import { foldWord } from '#core/metadata/field_types/text_folding'
import { MASK, TEXT_OPERATORS, textOf } from '#core/metadata/field_types/shared'

/** ISO/IEC 7812: at most 19 digits. */
const LENGTH = 19
const SHORTEST = 13

/** The check of Luhn: every second digit from the right doubled, digits added, a multiple of ten. */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at])
    const doubled = at % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return digits.length > 0 && sum % 10 === 0
}

function parse(value: Json): Parsed {
  if (typeof value !== 'string' && typeof value !== 'number') return { code: 'E_INVALID_BANK_CARD' }
  const digits = foldWord(String(value)).replace(/[\s-]/g, '')
  if (digits === '') return { value: null }
  const shaped =
    /^\d+$/.test(digits) &&
    digits.length >= SHORTEST &&
    digits.length <= LENGTH &&
    !/^0/.test(digits)
  return shaped && passesLuhn(digits) ? { value: digits } : { code: 'E_INVALID_BANK_CARD' }
}

/** Groups of four. */
export function groupCard(card: string): string {
  return card.replace(/(.{4})(?=.)/g, '$1 ')
}

/** The issuer's six digits and the last four, which is what may be shown (PCI DSS 3.4): `6037 99** **** 1234`. */
function mask(value: RecordValue): RecordValue {
  if (value === null) return null
  if (typeof value !== 'string' || value.length < SHORTEST) return MASK
  return groupCard(value.slice(0, 6) + '*'.repeat(value.length - 10) + value.slice(-4))
}

/** Number of a bank card. Masked unless a role unmasks it, or the definition says that it is not sensitive. */
export const bankCardType: FieldType<'bank_card'> = {
  name: 'bank_card',
  settings: [],
  becomes: ['text'],
  operators: TEXT_OPERATORS,
  sortable: false,
  groupable: false,
  parse,
  fromText: parse,
  ...textColumns(LENGTH),
  toText: textOf,
  mask,
}
