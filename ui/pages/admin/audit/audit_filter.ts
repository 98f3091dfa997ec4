import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import { CalendarDate } from '@internationalized/date'
import type { AuditFilter } from '../../../api/admin.js'

/** The filter as the address holds it: days of the reader, both inclusive. */
export interface AuditQuery {
  from?: string
  to?: string
  actor?: number
  action?: string
  entity?: string
  record?: number
}

const text = (value: LocationQuery[string] | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
const whole = (value: LocationQuery[string] | undefined): number | undefined => {
  const number = Number(text(value))
  return Number.isSafeInteger(number) && number > 0 ? number : undefined
}
const day = (value: LocationQuery[string] | undefined): string | undefined => {
  const found = text(value)
  return found && /^\d{4}-\d\d-\d\d$/.test(found) ? found : undefined
}

/** What the address says; what cannot be read counts as not given. Pure. */
export function readFilter(query: LocationQuery): AuditQuery {
  const all = {
    from: day(query.from),
    to: day(query.to),
    actor: whole(query.actor),
    action: text(query.action),
    entity: text(query.entity),
    record: whole(query.record),
  }
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined)
  ) as AuditQuery
}

/** The address for a filter: only what is set. Pure. */
export function writeFilter(filter: AuditQuery): LocationQueryRaw {
  return Object.fromEntries(
    Object.entries(filter)
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name, value]) => [name, String(value)])
  )
}

/** Days become instants in the reader's zone; the last day is included. Pure. */
export function apiFilter(filter: AuditQuery, timeZone: string): AuditFilter {
  const { from, to, ...rest } = filter
  return {
    ...rest,
    ...(from ? { from: startOf(from, timeZone, 0) } : {}),
    ...(to ? { to: startOf(to, timeZone, 1) } : {}),
  }
}

function startOf(ymd: string, timeZone: string, add: number): string {
  const [year = 0, month = 1, date = 1] = ymd.split('-').map(Number)
  return new CalendarDate(year, month, date).add({ days: add }).toDate(timeZone).toISOString()
}
