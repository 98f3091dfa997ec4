/** What a number of a spreadsheet means by its format, and how it is written for the import. Pure. */
export type NumberMeaning = 'number' | 'date' | 'datetime' | 'duration'

/** Formats that every spreadsheet knows by number (ECMA-376, 18.8.30). */
const BUILT_IN: Record<number, NumberMeaning> = {
  14: 'date',
  15: 'date',
  16: 'date',
  17: 'date',
  18: 'duration',
  19: 'duration',
  20: 'duration',
  21: 'duration',
  22: 'datetime',
  45: 'duration',
  46: 'duration',
  47: 'duration',
}

export function meaningOf(id: number, code: string | undefined): NumberMeaning {
  if (code === undefined) return BUILT_IN[id] ?? 'number'
  const [first = ''] = code.split(';')
  if (/\[(h+|m+|s+)\]/i.test(first)) return 'duration'
  const letters = first
    .replace(/"[^"]*"/g, '')
    .replace(/\\./g, '')
    .replace(/\[[^\]]*\]/g, '')
    .toLowerCase()
  const day = /[yd]/.test(letters) || (letters.includes('m') && !/[hs]/.test(letters))
  const time = /[hs]/.test(letters)
  if (day) return time ? 'datetime' : 'date'
  return time ? 'duration' : 'number'
}

const DAY = 86_400
/** Days before 1970-01-01 in both calendars of spreadsheets. 1900 has a 29 February there, so counting starts a day early. */
const EPOCH_1900 = 25_569
const EPOCH_1904 = 24_107
const MAX_SERIAL = 2_958_466

/** A stored number as text: whole digits without an exponent, without binary noise past the 15th digit. */
export function plainNumber(value: number): string {
  const text = String(Number(value.toPrecision(15)))
  if (!/e/i.test(text)) return text
  return value
    .toFixed(Math.abs(value) < 1 ? 20 : 0)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')
}

export function serialText(value: number, meaning: NumberMeaning, from1904: boolean): string {
  if (meaning === 'number' || value < 0 || value >= MAX_SERIAL) return plainNumber(value)
  const seconds = Math.round(value * DAY)
  if (meaning === 'duration') return clockOf(seconds)
  const at = new Date((seconds - (from1904 ? EPOCH_1904 : EPOCH_1900) * DAY) * 1_000)
  const day = at.toISOString().slice(0, 10)
  const time = at.toISOString().slice(11, 19)
  return meaning === 'date' && time === '00:00:00' ? day : `${day} ${time}`
}

function clockOf(seconds: number): string {
  const two = (part: number) => String(part).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

/** The serial of a day `YYYY-MM-DD`, or of a wall clock time `YYYY-MM-DD HH:mm:ss`. */
export function serialOf(text: string): number {
  const iso = text.length === 10 ? `${text}T00:00:00Z` : `${text.replace(' ', 'T')}Z`
  return Date.parse(iso) / 1_000 / DAY + EPOCH_1900
}
