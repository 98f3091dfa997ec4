/** Values of groups: how they are written, ordered and asked for again. Pure. */
import type { ChoiceListDefinition } from '#core/metadata/types'
import type { ViewBucket, ViewGroup } from '#core/metadata/view_types'
import type { AggregateRow, Filter } from '#core/records/types'
import type { ReadableField } from '../api/types.js'
import { MONTH_NAMES } from '../format/calendar_names.js'
import { calendarOf, formatDate, instantOf, parseDay, type Reader } from '../format/dates.js'
import { localDigits } from '../format/digits.js'
import { toCalendar } from '@internationalized/date'
import { addDays } from './calendar/calendar_days.js'

export type GroupKey = AggregateRow['keys'][string]

export interface GroupTexts {
  reader: Reader
  none: string
  yes: string
  no: string
  number(value: number): string
  label(text: { en: string } | undefined): string
  choices(name: string): ChoiceListDefinition | null
}

export function keyText(key: GroupKey | undefined): string {
  if (key === null || key === undefined) return ''
  return typeof key === 'object' ? String(key.id) : String(key)
}

/** The first day behind a bucket that begins on `day`. */
export function bucketEnd(day: string, by: ViewBucket, reader: Reader): string {
  if (by === 'day') return addDays(day, 1)
  if (by === 'week') return addDays(day, 7)
  const date = parseDay(day)
  if (!date) return day
  const local = toCalendar(date, calendarOf(reader.calendar))
  const next = local.add(by === 'month' ? { months: 1 } : { years: 1 })
  return toCalendar(next, calendarOf('gregory')).toString()
}

function bucketText(day: string, by: ViewBucket, reader: Reader): string {
  const date = parseDay(day)
  if (!date) return day
  if (by === 'day' || by === 'week') return formatDate(day, reader)
  const local = toCalendar(date, calendarOf(reader.calendar))
  const month = MONTH_NAMES[reader.calendar][reader.language][local.month - 1] ?? ''
  const text = by === 'year' ? String(local.year) : `${month} ${local.year}`
  return localDigits(text, reader.language)
}

/** A group's value as it is read. */
export function groupText(
  key: GroupKey | undefined,
  { by }: ViewGroup,
  field: ReadableField,
  texts: GroupTexts
): string {
  if (key === null || key === undefined || key === '') return texts.none
  if (typeof key === 'object') return key.label ?? `#${key.id}`
  if (typeof key === 'boolean') return key ? texts.yes : texts.no
  if (field.type === 'boolean') return Number(key) === 1 ? texts.yes : texts.no
  if (field.type === 'choice') {
    return texts.label(texts.choices(field.choices)?.options[String(key)]?.label) || String(key)
  }
  if (by && typeof key === 'string') return bucketText(key, by, texts.reader)
  if (field.type === 'date' && typeof key === 'string') return formatDate(key, texts.reader)
  if (typeof key === 'number') return texts.number(key)
  return String(key)
}

/** The condition of the records of a group. */
export function groupFilter(
  key: GroupKey | undefined,
  { path, by }: ViewGroup,
  field: ReadableField,
  reader: Reader
): Filter {
  if (key === null || key === undefined || key === '') return { path, op: 'is_empty' }
  if (typeof key === 'object') return { path, op: 'eq', value: key.id }
  if (field.type === 'boolean') return { path, op: 'eq', value: key === true || Number(key) === 1 }
  if (!by || typeof key !== 'string') return { path, op: 'eq', value: key }
  const end = bucketEnd(key, by, reader)
  if (field.type === 'date') {
    return {
      and: [
        { path, op: 'ge', value: key },
        { path, op: 'lt', value: end },
      ],
    }
  }
  return {
    and: [
      { path, op: 'ge', value: instantOf(key, '00:00', reader.timeZone) },
      { path, op: 'lt', value: instantOf(end, '00:00', reader.timeZone) },
    ],
  }
}

/** Groups in the order people expect: choices as they are listed, dates in time, others by the first figure, none last. */
export function orderedGroups(
  rows: readonly AggregateRow[],
  group: ViewGroup,
  field: ReadableField,
  choices: (name: string) => ChoiceListDefinition | null
): AggregateRow[] {
  const key = (row: AggregateRow) => row.keys[group.path]
  const isNone = (row: AggregateRow) => Number(keyText(key(row)) === '')
  if (field.type === 'choice') {
    const options = choices(field.choices)?.options ?? {}
    const place = (row: AggregateRow) => options[keyText(key(row))]?.order ?? 1_000
    return [...rows].sort((a, b) => isNone(a) - isNone(b) || place(a) - place(b))
  }
  if (group.by || field.type === 'date' || field.type === 'integer') {
    const before = (a: AggregateRow, b: AggregateRow) =>
      field.type === 'integer'
        ? Number(keyText(key(a))) - Number(keyText(key(b)))
        : keyText(key(a)).localeCompare(keyText(key(b)))
    return [...rows].sort((a, b) => isNone(a) - isNone(b) || before(a, b))
  }
  return [...rows].sort(
    (a, b) => isNone(a) - isNone(b) || Number(b.values.n ?? 0) - Number(a.values.n ?? 0)
  )
}
