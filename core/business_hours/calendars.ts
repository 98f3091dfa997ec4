import type { Knex } from 'knex'
import { calendarFaults, chainOf, effectiveCalendar } from '#core/calendar/effective'
import type { BusinessCalendar, Holiday, Hours, UnitCalendar } from '#core/calendar/types'
import type { Database } from '#core/database/database'
import { E_NOT_FOUND, E_STALE_VERSION, E_VALIDATION } from '#core/errors/errors'
import type { Clock } from '#core/jobs/types'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import { requirePermission } from '#core/security/guards'
import type { UnitNode } from '#core/security/unit_tree'
import type { Actor, Origin } from '#core/security/types'

/** The organisation as a whole: above every unit. */
export const ORGANISATION = 0

interface StoredCalendar {
  unit_id: number
  time_zone: string | null
  week: string | null
  holidays: string | null
  version: number
}
export interface CalendarOfUnit extends UnitCalendar {
  unit: number
  version: number
}

function toCalendar(row: StoredCalendar): CalendarOfUnit {
  return {
    unit: row.unit_id,
    version: row.version,
    ...(row.time_zone === null ? {} : { timeZone: row.time_zone }),
    ...(row.week === null ? {} : { week: JSON.parse(row.week) as Hours[][] }),
    ...(row.holidays === null ? {} : { holidays: JSON.parse(row.holidays) as Holiday[] }),
  }
}

/** What every unit says itself, for whoever asks for many calendars at once. */
export async function storedCalendars(
  db: Knex | Knex.Transaction
): Promise<Map<number, UnitCalendar>> {
  const rows: StoredCalendar[] = await db('business_calendars').select()
  return new Map(rows.map((row) => [row.unit_id, toCalendar(row)]))
}

/**
 * Business hours of units, for whoever counts in them: workflow timers, service levels, reports. What a unit does not say
 * comes from the one above, at last from the organisation; where nobody says anything, the clock counts. Bound as a singleton.
 */
export class Calendars {
  readonly #database: Database
  readonly #audit: AuditLog
  readonly #clock: Clock

  constructor(services: { database: Database; audit: AuditLog; clock?: Clock }) {
    this.#database = services.database
    this.#audit = services.audit
    this.#clock = services.clock ?? (() => new Date())
  }

  /** The effective calendar of a unit; of the organisation for null. Two small tables are read, so that it is never stale. */
  async forUnit(unitId: number | null, db: Knex = this.#database.read): Promise<BusinessCalendar> {
    const units: UnitNode[] = await db('units').whereNull('deleted_at').select('id', 'parent')
    const chain = [ORGANISATION, ...chainOf(units, unitId)]
    const rows: StoredCalendar[] = await db('business_calendars').whereIn('unit_id', chain)
    const said = new Map(rows.map((row) => [row.unit_id, toCalendar(row)]))
    return effectiveCalendar(chain.map((unit) => said.get(unit)))
  }

  /** What each unit says itself, with the tree. Needs `core.admin.units`. */
  async list(actor: Actor) {
    requirePermission(actor, 'core.admin.units')
    const { read } = this.#database
    const rows: StoredCalendar[] = await read('business_calendars').orderBy('unit_id')
    const units: (UnitNode & { name: string })[] = await read('units')
      .whereNull('deleted_at')
      .orderBy('name')
      .select('id', 'parent', 'name')
    return { calendars: rows.map(toCalendar), units }
  }

  /**
   * Writes what a unit says; nothing at all takes it away.
   *
   * @param version the one it was read with, 0 for a unit that said nothing
   * @throws E_VALIDATION with every fault, E_STALE_VERSION, E_NOT_FOUND for the unit
   */
  async save(
    actor: Actor,
    origin: Origin,
    unit: number,
    version: number,
    said: UnitCalendar
  ): Promise<void> {
    requirePermission(actor, 'core.admin.units')
    const faults = calendarFaults(said)
    if (faults.length > 0) throw new E_VALIDATION({}, faults)
    const now = this.#clock()
    await this.#database.transaction(async (trx) => {
      if (unit !== ORGANISATION) await this.#requireUnit(trx, unit)
      const before = await trx<StoredCalendar>('business_calendars').where('unit_id', unit).first()
      const current = before?.version ?? 0
      if (current !== version) throw new E_STALE_VERSION({ current })
      await trx('business_calendars').where('unit_id', unit).delete()
      const json = (value: object | undefined) => (value ? JSON.stringify(value) : null)
      if (Object.keys(said).length > 0) {
        await trx('business_calendars').insert({
          unit_id: unit,
          time_zone: said.timeZone ?? null,
          week: json(said.week),
          holidays: json(said.holidays),
          version: current + 1,
          updated_by: actor.userId,
          updated_at: now.getTime(),
        })
      }
      const details = JSON.parse(JSON.stringify({ unit, ...said })) as Record<string, string>
      await this.#audit.append(trx, [
        auditEntry(actor, origin, 'calendar.changed', now, { details }),
      ])
    })
  }

  async #requireUnit(trx: Knex.Transaction, id: number): Promise<void> {
    const found: unknown = await trx('units').where('id', id).whereNull('deleted_at').first('id')
    if (!found) throw new E_NOT_FOUND({ what: 'unit' })
  }
}
