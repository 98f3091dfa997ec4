import type { FieldType, Parsed } from '#core/metadata/field_type'
import type { FieldOf, Json } from '#core/metadata/types'
import { textColumns } from '#core/metadata/field_types/folded_column'
import { foldWord } from '#core/metadata/field_types/text_folding'
import { setting } from '#core/metadata/field_types/settings'
import { maskText, TEXT_OPERATORS, textOf } from '#core/metadata/field_types/shared'

const LENGTH = 32
export const ID_COUNTRIES = ['ir', 'az', 'none'] as const

/**
 * The Iranian code: nine digits and a check digit, their sum weighted 10 to 2, modulo 11. A code of one digit repeated passes the
 * sum and is never issued.
 */
export function isIranianId(code: string): boolean {
  if (!/^\d{10}$/.test(code) || /^(\d)\1{9}$/.test(code)) return false
  let sum = 0
  for (let at = 0; at < 9; at++) sum += Number(code[at]) * (10 - at)
  const rest = sum % 11
  return Number(code[9]) === (rest < 2 ? rest : 11 - rest)
}

/** The FIN of Azerbaijan: seven letters and digits; I and O are not used because they look like 1 and 0. */
export function isAzerbaijaniFin(code: string): boolean {
  return /^[0-9A-HJ-NP-Z]{7}$/.test(code)
}

function parse(value: Json, field: FieldOf<'national_id'>): Parsed {
  if (typeof value !== 'string' && typeof value !== 'number') return { code: 'E_WRONG_TYPE' }
  const code = foldWord(String(value)).replace(/[\s-]/g, '').toUpperCase()
  if (code === '') return { value: null }
  if (code.length > LENGTH) return { code: 'E_TEXT_TOO_LONG', params: { max: LENGTH } }
  const country = field.country ?? 'ir'
  if (country === 'none') return { value: code }
  if (country === 'az') {
    return isAzerbaijaniFin(code) ? { value: code } : { code: 'E_INVALID_NATIONAL_ID' }
  }
  /** Spreadsheets take leading zeros away; codes of eight and nine digits have lost theirs. */
  const whole = /^\d{8,9}$/.test(code) ? code.padStart(10, '0') : code
  return isIranianId(whole) ? { value: whole } : { code: 'E_INVALID_NATIONAL_ID' }
}

/** The code by which a state knows a person. */
export const nationalIdType: FieldType<'national_id'> = {
  name: 'national_id',
  settings: [setting('country', 'option', { options: ID_COUNTRIES, preset: 'ir' })],
  becomes: ['text'],
  operators: TEXT_OPERATORS,
  sortable: true,
  groupable: false,
  parse,
  fromText: parse,
  ...textColumns(LENGTH),
  toText: textOf,
  mask: maskText,
}
