import type { Knex } from 'knex'
import { addWorkingTime } from '#core/calendar/working_time'
import { chainOf, effectiveCalendar } from '#core/calendar/effective'
import type { BusinessCalendar, UnitCalendar } from '#core/calendar/types'
import { storedCalendars, ORGANISATION } from '#core/business_hours/calendars'
import { workingSeconds } from '#core/workflow/instances/working_duration'

interface Unit {
  id: number
  parent: number | null
  code: string | null
  name: string
}

/**
 * The business calendars of one transaction, read once: what a step counts with must be at hand. A calendar is named by the code, the
 * name or the number of a unit; `organisation`, and whatever names no unit, is that of the whole.
 */
export class CalendarBook {
  readonly #units: readonly Unit[]
  readonly #said: ReadonlyMap<number, UnitCalendar>
  readonly #made = new Map<string, BusinessCalendar>()

  constructor(units: readonly Unit[], said: ReadonlyMap<number, UnitCalendar>) {
    this.#units = units
    this.#said = said
  }

  static async read(db: Knex | Knex.Transaction): Promise<CalendarBook> {
    const units: Unit[] = await db('units')
      .whereNull('deleted_at')
      .select('id', 'parent', 'code', 'name')
    return new CalendarBook(units, await storedCalendars(db))
  }

  calendar(name: string): BusinessCalendar {
    const known = this.#made.get(name)
    if (known) return known
    const unit = this.#units.find(
      ({ id, code, name: called }) => code === name || called === name || String(id) === name
    )
    const chain = [ORGANISATION, ...chainOf(this.#units, unit?.id ?? null)]
    const made = effectiveCalendar(chain.map((one) => this.#said.get(one)))
    this.#made.set(name, made)
    return made
  }

  /** Null where the calendar never opens for that long, or the duration is none. */
  addWorkingTime(name: string, from: string, duration: string): string | null {
    const calendar = this.calendar(name)
    const seconds = workingSeconds(calendar, duration)
    const end = seconds === null ? null : addWorkingTime(calendar, new Date(from), seconds)
    return end?.toISOString() ?? null
  }
}
