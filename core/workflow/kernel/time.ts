/**
 * Instants, durations and cycles as ISO 8601 writes them. Everything counts in UTC: a day is 24 hours and a month the calendar's;
 * who means working time names a calendar. Pure.
 */
interface Duration {
  sign: 1 | -1
  months: number
  milliseconds: number
}

const DURATION =
  /^(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:\d{2})?(?:\[.*\])?)?$/

/** 100 years of anything: what is longer is a mistake, and would leave the range of dates. */
const MAX_MONTHS = 1_200
const MAX_MILLISECONDS = 36_525 * 86_400_000

function readDuration(text: string): Duration | null {
  const match = DURATION.exec(text)
  if (!match || !/\d/.test(text) || text.endsWith('T')) return null
  const part = (index: number) => Number(match[index] ?? 0)
  const months = part(2) * 12 + part(3)
  const days = part(4) * 7 + part(5)
  const milliseconds = Math.round((((days * 24 + part(6)) * 60 + part(7)) * 60 + part(8)) * 1000)
  if (months > MAX_MONTHS || milliseconds > MAX_MILLISECONDS) return null
  return { sign: match[1] ? -1 : 1, months, milliseconds }
}

export const isDuration = (text: string): boolean => readDuration(text) !== null

/** Null where the text is no duration. A day that a month does not have becomes its last. */
export function addDuration(instant: string, text: string): string | null {
  const duration = readDuration(text)
  if (!duration) return null
  const date = new Date(instant)
  if (duration.months) {
    const day = date.getUTCDate()
    date.setUTCDate(1)
    date.setUTCMonth(date.getUTCMonth() + duration.sign * duration.months)
    const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
    date.setUTCDate(Math.min(day, last))
  }
  return new Date(date.getTime() + duration.sign * duration.milliseconds).toISOString()
}

/** A day is its first instant; without a zone it is UTC. Null where the text is no instant. */
export function instantOf(text: string): string | null {
  const match = INSTANT.exec(text)
  if (!match) return null
  const instant = new Date(`${match[1]}T${match[2] ?? '00:00'}${match[3] ?? 'Z'}`)
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString()
}

export const isInstant = (text: string): boolean => instantOf(text) !== null

/** `R3/PT10M`, `R/PT1H`, `R3/2026-01-01T08:00:00Z/PT1H`. `times` null: without end. */
export interface Cycle {
  times: number | null
  start: string | null
  every: string
}

export function readCycle(text: string): Cycle | null {
  const match = /^R(\d{0,6})\/(?:([^/]+)\/)?(P[^/]+)$/.exec(text)
  if (!match) return null
  const start = match[2] === undefined ? null : instantOf(match[2])
  const every = match[3] ?? ''
  const duration = readDuration(every)
  if (match[2] !== undefined && start === null) return null
  if (!duration || duration.sign < 0 || duration.months + duration.milliseconds === 0) return null
  if (Number(match[1] || 1) === 0) return null
  return { times: match[1] === '' ? null : Number(match[1]), start, every }
}
