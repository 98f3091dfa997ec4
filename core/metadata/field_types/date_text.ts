import { foldWord } from '#core/metadata/field_types/text_folding'
import {
  gregorianToEpochDay,
  isoDay,
  persianToEpochDay,
  zonedToInstant,
} from '#core/metadata/field_types/calendar'
import type { TextContext } from '#core/metadata/field_type'

/** Years before this are Persian ones: no record of a bank is older than 1700 Gregorian. */
const FIRST_GREGORIAN_YEAR = 1700

/**
 * A day as people write it: `2024-05-12`, `1403/02/23` (Jalali, told by its year), `23.05.2024`, `23-05-2024`; digits of any
 * script. Returns `YYYY-MM-DD`, or null.
 */
export function dayFromText(text: string, order: TextContext['dateOrder'] = 'dmy'): string | null {
  const folded = foldWord(text)
  const yearFirst = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(folded)
  if (yearFirst) return dayOf(Number(yearFirst[1]), Number(yearFirst[3]), Number(yearFirst[4]))
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(folded)
  if (compact) return dayOf(Number(compact[1]), Number(compact[2]), Number(compact[3]))
  const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/.exec(folded)
  if (!yearLast) return null
  const first = Number(yearLast[1])
  const second = Number(yearLast[3])
  const year = Number(yearLast[4])
  return order === 'mdy' ? dayOf(year, first, second) : dayOf(year, second, first)
}

function dayOf(year: number, month: number, day: number): string | null {
  const convert = year < FIRST_GREGORIAN_YEAR ? persianToEpochDay : gregorianToEpochDay
  const epochDay = convert({ year, month, day })
  return epochDay === null ? null : isoDay(epochDay)
}

const ISO_INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?$/i

/**
 * An ISO 8601 instant as UTC with milliseconds. Without an offset it is a wall-clock time of `timeZone`. Null for what is no
 * instant, such as 31 February or 25 o'clock.
 */
export function instantFromIso(text: string, timeZone = 'UTC'): string | null {
  const match = ISO_INSTANT.exec(text)
  if (!match) return null
  const [, year, month, day, hour, minute, second = '0', fraction = '', offset] = match
  const epochDay = gregorianToEpochDay({
    year: Number(year),
    month: Number(month),
    day: Number(day),
  })
  if (epochDay === null) return null
  const local = localTime(epochDay, Number(hour), Number(minute), Number(second), fraction)
  if (local === null) return null
  return new Date(
    offset ? local - offsetMinutes(offset) * 60_000 : zonedToInstant(local, timeZone)
  ).toISOString()
}

function localTime(
  epochDay: number,
  hour: number,
  minute: number,
  second: number,
  fraction: string
): number | null {
  if (hour > 23 || minute > 59 || second > 59) return null
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'))
  return epochDay * 86_400_000 + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds
}

function offsetMinutes(offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0
  const sign = offset.startsWith('-') ? -1 : 1
  const digits = offset.slice(1).replace(':', '')
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2)))
}

/** An instant as people write it: a day as in `dayFromText`, then optionally a time, in the zone of the context. */
export function instantFromText(text: string, context: TextContext = {}): string | null {
  const folded = foldWord(text).toUpperCase()
  const iso = instantFromIso(folded, context.timeZone)
  if (iso && Number(folded.slice(0, 4)) >= FIRST_GREGORIAN_YEAR) return iso
  const [dayText = '', timeText = '00:00', half, ...rest] = folded.split(/[T ]+/)
  const day = dayFromText(dayText, context.dateOrder)
  const time = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/.exec(timeText)
  if (!day || !time || rest.length > 0 || !['AM', 'PM', undefined].includes(half)) return null
  const hour = hourOf(Number(time[1]), half)
  const epochDay = Date.parse(`${day}T00:00:00Z`) / 86_400_000
  const local =
    hour === null
      ? null
      : localTime(epochDay, hour, Number(time[2]), Number(time[3] ?? 0), time[4] ?? '')
  if (local === null) return null
  return new Date(zonedToInstant(local, context.timeZone ?? 'UTC')).toISOString()
}

function hourOf(hour: number, half: string | undefined): number | null {
  if (!half) return hour
  if (hour < 1 || hour > 12) return null
  return (hour % 12) + (half === 'PM' ? 12 : 0)
}
