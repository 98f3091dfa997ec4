import type { UnitCalendar } from '#core/calendar/types'
import { client } from './client.js'

/** The organisation as a whole: above every unit. */
export const ORGANISATION = 0

export interface CalendarOfUnit extends UnitCalendar {
  unit: number
  version: number
}
export interface CalendarUnit {
  id: number
  name: string
  parent: number | null
}
export interface UnitCalendars {
  calendars: CalendarOfUnit[]
  units: CalendarUnit[]
}

export const calendarsApi = {
  list: (signal?: AbortSignal) =>
    client.get<UnitCalendars>('/api/admin/calendars', signal ? { signal } : {}),
  /** `version` is the one that was read, 0 for a unit that said nothing; an empty calendar takes away what it said. */
  save: (unit: number, version: number, calendar: UnitCalendar) =>
    client.put<UnitCalendars>(`/api/admin/calendars/${unit}`, { ...calendar, version }),
}
