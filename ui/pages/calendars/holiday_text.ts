import type { Holiday } from '#core/calendar/types'
import { MONTH_NAMES, type CalendarName } from '../../format/calendar_names.js'
import { formatDate, parseDateText, type Reader } from '../../format/dates.js'
import { latinDigits, localDigits } from '../../format/digits.js'

/** Days off as text: how they are shown, and how a pasted list is read. Pure. */

export type YearlyKind = 'gregorian' | 'persian'
export const calendarOfKind = (kind: YearlyKind): CalendarName =>
  kind === 'persian' ? 'persian' : 'gregory'

/** `22 Nov 2026` for a day that comes once, `1 Farvardin` for one of every year. */
export function holidayDay(holiday: Holiday, reader: Reader): string {
  if (holiday.kind === 'once') return formatDate(holiday.day, reader)
  const month = MONTH_NAMES[calendarOfKind(holiday.kind)][reader.language][holiday.month - 1] ?? ''
  return localDigits(`${holiday.day} ${month}`, reader.language)
}

/** By day: those that come once by date, then those of every year. */
export function holidayOrder(a: Holiday, b: Holiday): number {
  const rank = (one: Holiday): string =>
    one.kind === 'once' ? `3${one.day}` : `${one.kind === 'persian' ? 1 : 2}${code(one)}`
  const code = ({ month, day }: { month: number; day: number }): number => 1_000 + month * 40 + day
  return rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0
}

/** The days on which a holiday falls are the same. */
export function sameDay(a: Holiday, b: Holiday): boolean {
  if (a.kind === 'once' || b.kind === 'once')
    return a.kind === 'once' && b.kind === 'once' && a.day === b.day
  return a.kind === b.kind && a.month === b.month && a.day === b.day
}

/** Days that a month can have in some year. */
export function longestMonth(kind: YearlyKind, month: number): number {
  if (kind === 'persian') return month <= 6 ? 31 : 30
  return month === 2 ? 29 : [4, 6, 9, 11].includes(month) ? 30 : 31
}

export interface PastedLine {
  /** From 1. */
  line: number
  text: string
  /** Null for a line that cannot be read. */
  holiday: Holiday | null
}

const fold = (text: string): string =>
  text.toLocaleLowerCase('en').replaceAll('ي', 'ی').replaceAll('ك', 'ک').normalize('NFC')
const MONTHS = new Map(
  (['gregory', 'persian'] as const).flatMap((calendar) =>
    (['en', 'fa', 'az'] as const).flatMap((language) =>
      MONTH_NAMES[calendar][language].map(
        (name, at) =>
          [
            fold(name),
            { kind: calendar === 'persian' ? 'persian' : 'gregorian', month: at + 1 } as const,
          ] as const
      )
    )
  )
)

function monthOf(word: string): { kind: YearlyKind; month: number } | null {
  const folded = fold(word)
  const whole = MONTHS.get(folded)
  if (whole) return whole
  /** `March` for `Mar`: our English names of Gregorian months are their first three letters. */
  const at = MONTH_NAMES.gregory.en.findIndex(
    (name) => folded.length > 3 && /^[a-z]+$/.test(folded) && fold(name) === folded.slice(0, 3)
  )
  return at < 0 ? null : { kind: 'gregorian', month: at + 1 }
}

function yearly(kind: YearlyKind, month: number, day: number, name: string): Holiday | null {
  if (month < 1 || month > 12 || day < 1 || day > longestMonth(kind, month)) return null
  return { kind, month, day, name }
}

/**
 * One line: the day first, then the name, with anything between. `1405/01/01 Nowruz` and `2026-12-25; Christmas` come once (the year
 * tells the calendar); `1 Farvardin, Nowruz`, `25 Dec Christmas` and `01/13 …` come every year, the last by the calendar given.
 */
function readLine(text: string, kind: YearlyKind): Holiday | null {
  const latin = latinDigits(text)
  const nameFrom = (length: number): string =>
    text
      .slice(length)
      .replace(/^[\s,;:|–—،؛-]+/, '')
      .trim()
  const dated =
    /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?!\d)/.exec(latin) ??
    /^\d{1,2} [A-Za-z]+ \d{4}(?!\d)/.exec(latin)
  if (dated) {
    const day = parseDateText(dated[0])
    const name = nameFrom(dated[0].length)
    return day && name ? { kind: 'once', day, name } : null
  }
  const worded = /^(\d{1,2})\s+([\p{L}\u200c]+)/u.exec(latin)
  const month = worded && monthOf(worded[2] ?? '')
  if (worded && month) {
    const name = nameFrom(worded[0].length)
    return name ? yearly(month.kind, month.month, Number(worded[1]), name) : null
  }
  const short = /^(\d{1,2})[-/.](\d{1,2})(?!\d)/.exec(latin)
  const name = short ? nameFrom(short[0].length) : ''
  return short && name ? yearly(kind, Number(short[1]), Number(short[2]), name) : null
}

/** The lines of a pasted list that are not empty. Month and day without a year are read as month/day of `kind`. */
export function readHolidays(pasted: string, kind: YearlyKind): PastedLine[] {
  return pasted.split(/\r?\n/).flatMap((raw, at) => {
    const text = raw.trim()
    return text === '' ? [] : [{ line: at + 1, text, holiday: readLine(text, kind) }]
  })
}

/** Those there with those read, of which for one day the later counts. */
export function withHolidays(there: readonly Holiday[], read: readonly Holiday[]): Holiday[] {
  const result: Holiday[] = there.filter((one) => !read.some((other) => sameDay(one, other)))
  for (const one of read) {
    const at = result.findIndex((other) => sameDay(one, other))
    if (at < 0) result.push(one)
    else result[at] = one
  }
  return result
}
