import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Calendars } from '#core/business_hours/calendars'
import { addWorkingTime } from '#core/calendar/working_time'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { signInWith, unique } from '#tests/support/people'

const ORIGIN = { address: null, channel: 'command' }
const day = [{ from: 480, to: 960 }]
const week = [day, day, day, day, [], [], day]

test.group('business calendars', () => {
  test('a unit inherits what it does not say; others may not write', async ({ client, assert }) => {
    const records = await app.container.make(Records)
    const system = (await app.container.make(Actors)).system()
    const bank = await records.create(system, ORIGIN, 'unit', { name: unique('Bank') })
    const branch = await records.create(system, ORIGIN, 'unit', {
      name: unique('Branch'),
      parent: bank.id,
    })
    const { headers } = await signInWith(['administrator'])
    const put = (unit: number, body: object, as = headers) =>
      client.put(`/api/admin/calendars/${unit}`).headers(as).json(body)
    const first = await put(bank.id, { version: 0, timeZone: 'Asia/Tehran', week })
    first.assertStatus(200)
    const second = await put(branch.id, {
      version: 0,
      holidays: [{ kind: 'persian', month: 1, day: 1, name: 'نوروز' }],
    })
    second.assertStatus(200)
    const calendars = await app.container.make(Calendars)
    const calendar = await calendars.forUnit(branch.id)
    assert.equal(calendar.timeZone, 'Asia/Tehran')
    const end = addWorkingTime(calendar, new Date('2026-03-18T12:00:00.000Z'), 3_600)
    assert.equal(end?.toISOString(), '2026-03-22T05:00:00.000Z')
    const stale = await put(branch.id, { version: 0, holidays: [] })
    stale.assertStatus(409)
    const wrong = await put(bank.id, { version: 1, timeZone: 'Mars/Base', week: [day] })
    wrong.assertStatus(422)
    assert.deepEqual(
      (wrong.body().error.details as { code: string }[]).map(({ code }) => code),
      ['E_CALENDAR_ZONE', 'E_CALENDAR_WEEK']
    )
    const gone = await put(bank.id, { version: 1 })
    gone.assertStatus(200)
    assert.equal((await calendars.forUnit(branch.id)).timeZone, 'UTC')
    const agent = await signInWith(['agent'])
    const refused = await put(branch.id, { version: 1, week }, agent.headers)
    refused.assertStatus(403)
    const nowhere = await put(9_999_999, { version: 0, week })
    nowhere.assertStatus(404)
  })
})
