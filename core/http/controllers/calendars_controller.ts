import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { Calendars } from '#core/business_hours/calendars'
import type { UnitCalendar } from '#core/calendar/types'

const minutes = () => vine.number().withoutDecimals().min(0).max(2_880)
const hours = () => vine.array(vine.object({ from: minutes(), to: minutes() })).maxLength(48)
const saveValidator = vine.create({
  version: vine.number().withoutDecimals().min(0),
  timeZone: vine.string().maxLength(64).optional(),
  week: vine.array(hours()).maxLength(7).optional(),
  holidays: vine
    .array(
      vine.object({
        kind: vine.enum(['once', 'gregorian', 'persian'] as const),
        name: vine.string().maxLength(120),
        day: vine.any(),
        month: vine.number().withoutDecimals().min(1).max(12).optional(),
        hours: hours().optional(),
      })
    )
    .maxLength(2_000)
    .optional(),
})

/** Business hours of units. */
@inject()
export default class CalendarsController {
  constructor(protected calendars: Calendars) {}

  async index({ actor }: HttpContext) {
    return this.calendars.list(actor)
  }

  async update({ actor, origin, params, request }: HttpContext) {
    const { version, ...said } = await request.validateUsing(saveValidator)
    const unit = Number(params.unit)
    await this.calendars.save(actor, origin, unit, version, said as UnitCalendar)
    return this.calendars.list(actor)
  }
}
