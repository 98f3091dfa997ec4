import { formatNumber, NUMBER_LOCALES } from '#core/i18n/catalogue'
import { formatDay, formatInstant } from '#core/i18n/dates'
import { durationType } from '#core/metadata/field_types/duration_type'
import { decimalScale } from '#core/metadata/field_types/decimal_type'
import { moneyScale } from '#core/metadata/field_types/money_type'
import type { FieldDefinition, Language } from '#core/metadata/types'
import type { RecordValue } from '#core/records/types'
import type { Cell, Surroundings, TextReader } from '#core/templates/types'
import { currencyName } from '#core/text/currencies'
import { formatPhone } from '#core/text/phones'

/** Values as texts for the reader of a template. Pure. What is no value of its type (a mask) is written as it is. */

const LOCALES: Record<Language, string> = { en: 'en-GB', fa: 'fa-IR', az: 'az-Latn-AZ' }
const DIGITS: Record<Language, string> = { en: 'latn', fa: 'arabext', az: 'latn' }
const YES: Record<Language, [string, string]> = {
  en: ['Yes', 'No'],
  fa: ['بله', 'خیر'],
  az: ['Bəli', 'Xeyr'],
}
const DAY = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/

export function localDigits(text: string, language: Language): string {
  if (language !== 'fa') return text
  return text.replace(/\d/g, (digit) => String.fromCharCode(0x06f0 + Number(digit)))
}

function written(reader: TextReader, at: Date, zone: string, long: Intl.DateTimeFormatOptions) {
  return new Intl.DateTimeFormat(LOCALES[reader.language], {
    ...long,
    calendar: reader.calendar,
    numberingSystem: DIGITS[reader.language],
    timeZone: zone,
  }).format(at)
}

export type DateStyle = 'short' | 'long' | 'weekday'

/** A day or the day of an instant, in the reader's calendar and zone. */
export function dateText(value: string, reader: TextReader, style: DateStyle = 'short'): string {
  const zone = DAY.test(value) ? 'UTC' : reader.timeZone
  if (!DAY.test(value) && !INSTANT.test(value)) return value
  const at = new Date(DAY.test(value) ? `${value}T00:00:00.000Z` : value)
  if (Number.isNaN(at.getTime())) return value
  if (style === 'short') return formatDay({ ...reader }, dayIn(at, zone))
  const long = { year: 'numeric', month: 'long', day: 'numeric' } as const
  return written(reader, at, zone, style === 'weekday' ? { ...long, weekday: 'long' } : long)
}

/** `YYYY-MM-DD` of an instant in a zone. */
function dayIn(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('en-CA-u-ca-gregory-nu-latn', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at)
}

export function dateTimeText(value: string, reader: TextReader, style: 'short' | 'long' = 'short') {
  if (DAY.test(value)) return dateText(value, reader, style)
  const at = new Date(value)
  if (!INSTANT.test(value) || Number.isNaN(at.getTime())) return value
  if (style === 'short') return formatInstant(reader, at)
  return `${dateText(value, reader, 'long')} ${timeText(value, reader)}`
}

export function timeText(value: string, reader: TextReader): string {
  const at = new Date(value)
  if (!INSTANT.test(value) || Number.isNaN(at.getTime())) return value
  return written(reader, at, reader.timeZone, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
}

export function numberText(value: number, language: Language, scale?: number): string {
  if (scale === undefined) return formatNumber(language, value)
  const digits = { minimumFractionDigits: scale, maximumFractionDigits: scale }
  return new Intl.NumberFormat(NUMBER_LOCALES[language], digits).format(value)
}

export function moneyText(
  value: number,
  language: Language,
  currency: string | undefined,
  scale: number
): string {
  const number = numberText(value, language, scale)
  return currency ? `${number}\u00A0${currencyName(currency, language)}` : number
}

export function durationText(seconds: number, language: Language): string {
  return localDigits(
    durationType.toText(seconds, { type: 'duration', label: { en: '' } }),
    language
  )
}

/** The end of a text, the rest hidden: `••••4567`. */
export function maskedText(text: string, keep: number): string {
  const letters = [...text]
  const shown = Math.min(keep, Math.max(0, letters.length - 1))
  return (
    '•'.repeat(Math.min(letters.length - shown, 12)) +
    letters.slice(letters.length - shown).join('')
  )
}

/** A cell as its field's type is written. */
export function cellText({ value, field }: Cell, around: Surroundings): string {
  if (value === null || value === undefined) return ''
  const { language } = around.reader
  if (typeof value === 'object') return referenceText(value)
  if (typeof value === 'boolean') return YES[language][value ? 0 : 1]
  if (typeof value === 'number') return numberOf(value, field, language)
  return field ? fieldText(value, field, around) : value
}

function referenceText(value: Exclude<RecordValue, string | number | boolean | null>): string {
  if (Array.isArray(value) || !('label' in value)) return ''
  const { label } = value
  return typeof label === 'string' ? label : ''
}

function numberOf(value: number, field: FieldDefinition | null, language: Language): string {
  switch (field?.type) {
    case 'money':
      return moneyText(value, language, field.currency, moneyScale(field))
    case 'decimal':
      return numberText(value, language, decimalScale(field))
    case 'duration':
      return durationText(value, language)
    default:
      return numberText(value, language)
  }
}

function fieldText(value: string, field: FieldDefinition, around: Surroundings): string {
  switch (field.type) {
    case 'choice':
      return around.choiceLabel(field.choices, value)
    case 'date':
      return dateText(value, around.reader)
    case 'datetime':
      return dateTimeText(value, around.reader)
    case 'phone':
      return formatPhone(value)
    default:
      return value
  }
}
