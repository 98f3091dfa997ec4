import app from '@adonisjs/core/services/app'
import { axe } from '#tests/browser/support/axe'
import { test } from '@japa/runner'
import type { Reference } from '#core/records/types'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { TestBrowser } from '#tests/browser/support/browser'
import { DemoLoader } from '../../server/demo_loader.js'

const SIZES = { contacts: 200, accounts: 10, leads: 10, cases: 100, tasks: 10, notes: 20 }

test.group('Calls in the browser', (group) => {
  const browser = TestBrowser.for(group)
  let call = 0
  let contact = 0

  group.setup(async () => {
    const loader = await app.container.make(DemoLoader)
    await loader.load({ now: new Date('2026-11-24T13:00:00.000Z'), sizes: SIZES, days: 2 })
    const records = await app.container.make(Records)
    const { rows } = await records.query((await app.container.make(Actors)).system(), {
      entity: 'call',
      select: ['contact'],
      filter: {
        and: [
          { path: 'contact', op: 'is_not_empty' },
          { path: 'outcome', op: 'eq', value: 'answered' },
          { path: 'recording_count', op: 'gt', value: 0 },
        ],
      },
      limit: 1,
    })
    call = rows[0]?.id ?? 0
    contact = (rows[0]?.contact as Reference | undefined)?.id ?? 0
  })

  test('a contact is opened, and a call on the timeline is heard', async ({ assert }) => {
    assert.isAbove(contact, 0)
    const { page, complaints } = await browser.visit()
    await page.goto(`/records/contact/${contact}`)
    await page.locator('[data-test=listen]').first().click()
    const play = page.locator('[data-test=play]').first()
    const sound = page.waitForResponse((response) => /\/recordings\/\d+$/.test(response.url()))
    await play.click()
    assert.include([200, 206], (await sound).status())
    const time = page.locator('[data-test=time]').first()
    await time.filter({ hasNotText: /^0:00 / }).waitFor()
    assert.deepEqual(complaints, [])
  })

  test('the page of a call shows its course, and its sound is moved by keyboard', async ({
    assert,
  }) => {
    const { page, complaints } = await browser.visit()
    await page.goto(`/records/call/${call}`)
    await page.getByRole('heading', { name: 'Path of the call' }).first().waitFor()
    const player = page.getByRole('group', { name: 'Recording' }).first()
    const time = player.locator('[data-test=time]')
    await time.filter({ hasNotText: '0:00 / 0:00' }).waitFor()
    await player.locator('[data-test=play]').focus()
    await page.keyboard.press('ArrowRight')
    await time.filter({ hasText: /^0:0[5-9]/ }).waitFor()
    assert.deepEqual(complaints, [])
  })

  for (const [language, theme] of [
    ['en', 'light'],
    ['fa', 'dark'],
  ] as const) {
    test(`the figures page and a call have no fault for assistive techniques in ${language}, ${theme}`, async ({
      assert,
    }) => {
      const { page, complaints } = await browser.visit({ language, theme })
      for (const path of [
        '/telephony/figures?from=2026-11-20&to=2026-11-24',
        `/records/call/${call}`,
      ]) {
        await page.goto(path)
        await page
          .locator(path.includes('figures') ? '[data-test=tiles]' : '[data-test=play]')
          .first()
          .waitFor()
        await page.waitForTimeout(500)
        const { violations } = await axe(page).analyze()
        assert.deepEqual(
          violations.map(
            ({ id, nodes }) => `${path} ${id}: ${nodes.map((node) => node.html).join(' | ')}`
          ),
          []
        )
      }
      assert.deepEqual(complaints, [])
    })
  }
})
