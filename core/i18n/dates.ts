import type { Language } from '#core/metadata/types'
import type { Actor } from '#core/security/types'

export type Reader = Pick<Actor, 'language' | 'calendar' | 'timeZone'>

const LOCALES: Record<Language, string> = { en: 'en-GB', fa: 'fa-IR', az: 'az-Latn-AZ' }
const DIGITS: Record<Language, string> = { en: 'latn', fa: 'arabext', az: 'latn' }
const formats = new Map<string, Intl.DateTimeFormat>()

function format(
  reader: Reader,
  zone: string,
  style: Intl.DateTimeFormatOptions
): Intl.DateTimeFormat {
  const key = `${reader.language}|${reader.calendar}|${zone}|${style.hour ? 't' : 'd'}`
  let known = formats.get(key)
  if (!known) {
    known = new Intl.DateTimeFormat(LOCALES[reader.language], {
      ...style,
      calendar: reader.calendar,
      numberingSystem: DIGITS[reader.language],
      timeZone: zone,
    })
    formats.set(key, known)
  }
  return known
}

const DAY: Intl.DateTimeFormatOptions = { year: 'numeric', month: '2-digit', day: '2-digit' }
const INSTANT: Intl.DateTimeFormatOptions = {
  ...DAY,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
}

/** An instant in the reader's calendar, time zone and digits, for texts that the server makes. */
export function formatInstant(reader: Reader, at: Date): string {
  return format(reader, reader.timeZone, INSTANT).format(at)
}

/** A date without a time (`YYYY-MM-DD`) in the reader's calendar. No time zone can move it to another day. */
export function formatDay(reader: Reader, day: string): string {
  return format(reader, 'UTC', DAY).format(new Date(`${day}T00:00:00.000Z`))
}
