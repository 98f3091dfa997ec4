import {
  gregorianToEpochDay,
  isoDay,
  persianToEpochDay,
  zonedToInstant,
} from '#core/metadata/field_types/calendar'
import { foldDigits } from '#core/metadata/field_types/text_folding'

/** Years before it are Persian. */
const FIRST_GREGORIAN_YEAR = 1700

type Part = 'year' | 'shortYear' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'half'

interface Format {
  pattern: RegExp
  parts: Part[]
}

const TOKENS: [RegExp, Part, string][] = [
  [/^yyyy/i, 'year', '(\\d{4})'],
  [/^yy/i, 'shortYear', '(\\d{2})'],
  [/^dd?/i, 'day', '(\\d{1,2})'],
  [/^hh?/i, 'hour', '(\\d{1,2})'],
  [/^ss?/i, 'second', '(\\d{1,2})'],
  [/^a/i, 'half', '([AaPp])\\.?[Mm]\\.?'],
]

/** `mm` is the month, or the minutes once an hour stood before it; `MM` and `nn` are always month and minutes. */
function monthOrMinute(rest: string, parts: readonly Part[]): [number, Part] | null {
  const match = /^(?:MM?|mm?|nn?)/.exec(rest)
  if (!match) return null
  const token = match[0]
  if (token.startsWith('n')) return [token.length, 'minute']
  const minutes = token.startsWith('m') && parts.includes('hour') && !parts.includes('minute')
  return [token.length, minutes ? 'minute' : 'month']
}

/** Null when the format names a part twice, knows no day, or is not understood. */
function compile(format: string): Format | null {
  const parts: Part[] = []
  let pattern = ''
  let rest = format.trim()
  while (rest !== '') {
    const token = TOKENS.find(([sign]) => sign.test(rest))
    const month = token ? null : monthOrMinute(rest, parts)
    if (token) {
      parts.push(token[1])
      pattern += token[2]
      rest = rest.replace(token[0], '')
    } else if (month) {
      parts.push(month[1])
      pattern += '(\\d{1,2})'
      rest = rest.slice(month[0])
    } else {
      if (/^[\p{L}\d]/u.test(rest)) return null
      pattern += /^\s/.test(rest) ? '\\s+' : `\\s*\\${rest[0]}\\s*`
      rest = rest.slice(1).trimStart()
    }
  }
  const dated = parts.includes('day') && parts.includes('month')
  const year = parts.includes('year') !== parts.includes('shortYear')
  if (!dated || !year || new Set(parts).size !== parts.length) return null
  return { pattern: new RegExp(`^${pattern}$`), parts }
}

const formats = new Map<string, Format | null>()
function formatOf(format: string): Format | null {
  let known = formats.get(format)
  if (known === undefined) {
    if (formats.size > 200) formats.clear()
    known = compile(format)
    formats.set(format, known)
  }
  return known
}

/** Whether a date format is understood. */
export function isDateFormat(format: string): boolean {
  return formatOf(format) !== null
}

function hourOf(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour <= 23 ? hour : null
  if (hour < 1 || hour > 12) return null
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
}

/**
 * A date by a format such as `dd-mm-yyyy` or `yyyy/mm/dd hh:mm:ss`; digits of any script; years before 1700 are Persian.
 * Two-digit years lie between 70 years back and 29 ahead of 2000.
 *
 * @returns milliseconds of the wall clock read as UTC, or null
 */
function parse(text: string, format: string): number | null {
  const compiled = formatOf(format)
  const match = compiled?.pattern.exec(foldDigits(text).trim())
  if (!compiled || !match) return null
  const value = (part: Part) => {
    const index = compiled.parts.indexOf(part)
    return index < 0 ? undefined : match[index + 1]
  }
  const short = value('shortYear')
  const year =
    short === undefined ? Number(value('year')) : Number(short) + (Number(short) < 30 ? 2000 : 1900)
  const convert = year < FIRST_GREGORIAN_YEAR ? persianToEpochDay : gregorianToEpochDay
  const day = convert({ year, month: Number(value('month')), day: Number(value('day')) })
  const hour = hourOf(Number(value('hour') ?? 0), value('half'))
  const minute = Number(value('minute') ?? 0)
  const second = Number(value('second') ?? 0)
  if (day === null || hour === null || minute > 59 || second > 59) return null
  return day * 86_400_000 + ((hour * 60 + minute) * 60 + second) * 1_000
}

/** `YYYY-MM-DD`, or null. */
export function dayByFormat(text: string, format: string): string | null {
  const local = parse(text, format)
  return local === null ? null : isoDay(Math.floor(local / 86_400_000))
}

/** An instant in UTC of a wall-clock time of the zone, or null. */
export function instantByFormat(text: string, format: string, timeZone: string): string | null {
  const local = parse(text, format)
  return local === null ? null : new Date(zonedToInstant(local, timeZone)).toISOString()
}
