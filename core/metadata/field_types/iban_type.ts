import type { FieldType, Parsed } from '#core/metadata/field_type'
import type { FieldOf, Json } from '#core/metadata/types'
import { textColumns } from '#core/metadata/field_types/folded_column'
import { foldWord } from '#core/metadata/field_types/text_folding'
import { setting } from '#core/metadata/field_types/settings'
import { maskText, TEXT_OPERATORS, textOf } from '#core/metadata/field_types/shared'

/** ISO 13616 allows 34 characters; no country uses more than 33. */
const LENGTH = 34

/** Length by country, as the registry of ISO 13616 (SWIFT) has it, and IR of the Central Bank of Iran. */
const LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 ' +
    'FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IR26 IS26 IT27 JO30 KW30 KZ20 LB28 ' +
    'LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 ' +
    'RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))])
)

/** ISO 7064 mod 97-10: the first four characters behind the rest, letters as 10 to 35, must leave 1. */
export function ibanRemainder(iban: string): number {
  let remainder = 0
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder
}

/** Groups of four, as it is printed and read out. */
export function groupIban(iban: string): string {
  return iban.replace(/(.{4})(?=.)/g, '$1 ')
}

function parse(value: Json, field: FieldOf<'iban'>): Parsed {
  if (typeof value !== 'string') return { code: 'E_INVALID_IBAN' }
  const iban = foldWord(value).replace(/[\s-]/g, '').toUpperCase()
  if (iban === '') return { value: null }
  const country = iban.slice(0, 2)
  const length = LENGTHS[country]
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(iban) || length === undefined) {
    return { code: 'E_INVALID_IBAN' }
  }
  if (field.countries?.length && !field.countries.includes(country)) {
    return { code: 'E_IBAN_COUNTRY', params: { countries: field.countries.join(', ') } }
  }
  if (iban.length !== length) return { code: 'E_IBAN_LENGTH', params: { country, length } }
  return ibanRemainder(iban) === 1 ? { value: iban } : { code: 'E_INVALID_IBAN' }
}

/** Number of a bank account (in Iran: sheba), stored without blanks in capitals. */
export const ibanType: FieldType<'iban'> = {
  name: 'iban',
  settings: [setting('countries', 'texts')],
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
