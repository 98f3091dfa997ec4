import { IANAZone } from 'luxon'
import type { Instant, LocalMoment } from '../model/assembled.js'

const MINUTE = 60_000
const QUARTER = 15 * MINUTE
const DAY = 24 * 60 * MINUTE
/** Quarters of an hour remembered; a year has 35,040. */
const CACHE_LIMIT = 100_000

/** Offsets of a local quarter of an hour that exists twice (end of summer time): the earlier instant first. */
type Repeated = readonly [number, number]

/**
 * The clock of a PBX: its local text ↔ instants, through the site's IANA time zone. Offsets are remembered by quarter of
 * an hour, so a conversion costs a few arithmetic operations. Same input, same output: no clock is read.
 */
export class LocalClock {
  readonly #zone: IANAZone
  readonly #skew: number
  readonly #offsets = new Map<number, number>()
  readonly #repeated = new Map<number, Repeated>()
  readonly #moments = new Map<number, LocalMoment>()
  #lastQuarter = Number.NaN
  #lastOffset = 0

  /**
   * @param timeZone IANA name; an unknown one gives NaN instants (see {@link isTimeZone})
   * @param skewMs how far the PBX's clock is ahead of the true time; taken off every instant
   */
  constructor(timeZone: string, skewMs = 0) {
    this.#zone = IANAZone.create(timeZone)
    this.#skew = skewMs
  }

  static isTimeZone(timeZone: string): boolean {
    return IANAZone.isValidZone(timeZone)
  }

  /**
   * The instant of a PBX time: `YYYY-MM-DD HH:MM:SS[.ffffff]` local, or epoch seconds as text. NaN when the text is no time
   * (`0000-00-00 …`, empty). Fractions are cut to milliseconds. A local time that does not exist (start of summer time) is
   * moved forward; of one that exists twice the earlier is taken, unless the channel's id (`<epoch seconds>.<number>`) says
   * that the channel is younger than that.
   */
  instant(text: string, uniqueid = ''): Instant {
    const local = parseLocal(text)
    if (Number.isNaN(local)) return parseEpoch(text) - this.#skew
    const quarter = Math.floor(local / QUARTER)
    if (quarter === this.#lastQuarter) return local - this.#lastOffset - this.#skew
    const offset = this.#offsets.get(quarter) ?? this.#learn(quarter)
    const repeated = this.#repeated.get(quarter)
    if (repeated) {
      const first = local - repeated[0]
      return (first < epochOf(uniqueid) ? local - repeated[1] : first) - this.#skew
    }
    this.#lastQuarter = quarter
    this.#lastOffset = offset
    return local - offset - this.#skew
  }

  /** Day, hour and weekday of an instant on the PBX's clock. The object is shared: copy, do not change it. */
  moment(instant: Instant): LocalMoment {
    const quarter = Math.floor((instant + this.#skew) / QUARTER)
    return this.#moments.get(quarter) ?? this.#momentOf(quarter)
  }

  #learn(quarter: number): number {
    if (this.#offsets.size > CACHE_LIMIT) {
      this.#offsets.clear()
      this.#repeated.clear()
    }
    const local = quarter * QUARTER
    const before = this.#zone.offset(local - DAY) * MINUTE
    const after = this.#zone.offset(local + DAY) * MINUTE
    const offset = before === after ? before : this.#atTransition(quarter, before, after)
    this.#offsets.set(quarter, offset)
    return offset
  }

  #atTransition(quarter: number, before: number, after: number): number {
    const local = quarter * QUARTER
    const holdsBefore = this.#zone.offset(local - before) * MINUTE === before
    const holdsAfter = this.#zone.offset(local - after) * MINUTE === after
    if (holdsBefore && holdsAfter) this.#repeated.set(quarter, [before, after])
    if (holdsBefore) return before
    return holdsAfter ? after : before
  }

  #momentOf(quarter: number): LocalMoment {
    if (this.#moments.size > CACHE_LIMIT) this.#moments.clear()
    const at = quarter * QUARTER
    const local = new Date(at + this.#zone.offset(at) * MINUTE)
    const moment: LocalMoment = {
      localDay: local.toISOString().slice(0, 10),
      localHour: local.getUTCHours(),
      localWeekday: local.getUTCDay() === 0 ? 7 : local.getUTCDay(),
    }
    this.#moments.set(quarter, moment)
    return moment
  }
}

const ZERO = 48

function two(text: string, at: number): number {
  return (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO
}

/** Milliseconds of a local text as if it were UTC; NaN when it is not `YYYY-MM-DD HH:MM:SS…`. */
function parseLocal(text: string): number {
  if (text.length < 19 || text.charCodeAt(4) !== 45 || text.charCodeAt(13) !== 58) return Number.NaN
  const year = two(text, 0) * 100 + two(text, 2)
  const month = two(text, 5)
  const day = two(text, 8)
  if (!(year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return Number.NaN
  const seconds = two(text, 11) * 3600 + two(text, 14) * 60 + two(text, 17)
  return (daysFromCivil(year, month, day) * 86_400 + seconds) * 1000 + fraction(text, 19)
}

/** Milliseconds of `.ffffff` at a position, cut, not rounded. */
function fraction(text: string, at: number): number {
  if (text.charCodeAt(at) !== 46) return 0
  let value = 0
  for (let index = 1; index <= 3; index += 1) {
    const digit = text.charCodeAt(at + index) - ZERO
    value = value * 10 + (digit >= 0 && digit <= 9 ? digit : 0)
  }
  return value
}

/** Days since 1970-01-01 of a Gregorian date (Howard Hinnant's days_from_civil). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** Milliseconds of the epoch seconds in `<epoch>.<n>`, less a minute of tolerance; −∞ for ids of another form. */
function epochOf(uniqueid: string): number {
  const seconds = /^(\d{9,11})\.\d+$/.exec(uniqueid)?.[1]
  return seconds === undefined ? Number.NEGATIVE_INFINITY : (Number(seconds) - 60) * 1000
}

/** Epoch seconds as text, as queue_log.txt and old realtime tables hold them; NaN for anything else. */
function parseEpoch(text: string): number {
  return /^\d{9,11}(\.\d+)?$/.test(text) ? Math.floor(Number(text) * 1000) : Number.NaN
}
