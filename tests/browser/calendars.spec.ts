import { test } from '@japa/runner'
import { axe } from '#tests/browser/support/axe'
import type { Page } from 'playwright'
import { callApi, makeRecord, TestBrowser } from '#tests/browser/support/browser'
import { unique } from '#tests/support/people'

const shot = async (page: Page, name: string): Promise<void> => {
  if (process.env.SHOTS)
    await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
}
async function faults(page: Page): Promise<unknown[]> {
  const { violations } = await axe(page).analyze()
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
}
const open = [{ from: 480, to: 960 }]
const week = [open, open, open, open, open, [], open]
const holidays = [
  { kind: 'persian', month: 1, day: 1, name: 'Nowruz' },
  { kind: 'once', day: '2026-12-24', name: 'Stocktaking', hours: [{ from: 480, to: 600 }] },
]

test.group('Business calendars', (group) => {
  const browser = TestBrowser.for(group)

  test('hours by keys, days off from a list, the year and what is counted follow', async ({
    assert,
  }) => {
    const visit = await browser.visit()
    const unit = await makeRecord(visit.person, 'unit', { name: unique('Branch') })
    await callApi(visit.person, 'PUT', `/api/admin/calendars/${unit}`, {
      version: 0,
      timeZone: 'Asia/Tehran',
      week,
      holidays,
    })
    const { page } = visit
    await page.goto(`/admin/calendars?unit=${unit}`)
    const sunday = page.locator('[data-day="0"]')
    await sunday.waitFor()
    await page.locator('[data-test=try-hours]').fill('8')
    await page.locator('[data-test=try-from]').fill('23 Dec 2026, 12:00')
    const answer = page.locator('[data-test=try-answer]')
    /** Four hours on Wednesday, two on the short Thursday, Friday is off. */
    await answer.getByText('Saturday 26 Dec 2026, 10:00').waitFor()
    assert.deepEqual(await faults(page), [])
    await shot(page, 'calendars-hours-en')

    await page.locator('[data-day="6"] [data-edge="0.from"]').focus()
    for (let n = 0; n < 4; n++) await page.keyboard.press('ArrowRight')
    await answer.getByText('Saturday 26 Dec 2026, 11:00').waitFor()
    await page.locator('[data-day="5"] [data-test=add-span]').click()
    await answer.getByText('Friday 25 Dec 2026, 10:00').waitFor()
    const edge = page.locator('[data-day="5"] [data-edge="0.from"]')
    const box = await edge.boundingBox()
    const bar = await edge.locator('..').boundingBox()
    if (!box || !bar) throw new Error('The bar is drawn')
    await page.mouse.move(box.x + box.width / 2, box.y + 8)
    await page.mouse.down()
    await page.mouse.move(bar.x + bar.width * 0.375, box.y + 8, { steps: 5 })
    await page.mouse.up()
    await answer.getByText('Friday 25 Dec 2026, 11:00').waitFor()

    const opens = page.locator('[data-day="1"]').getByRole('textbox', { name: 'Opens: Monday' })
    await opens.fill('9')
    await opens.press('Enter')
    assert.equal(await opens.inputValue(), '09:00')
    await opens.fill('25:00')
    await opens.press('Enter')
    assert.equal(await opens.inputValue(), '09:00')

    await page.getByRole('tab', { name: 'Days off' }).click()
    await page.locator('[data-test=paste]').click()
    await page
      .locator('[data-test=pasted]')
      .fill('2026-12-25 Christmas\n1 Farvardin Nowruz (again)\nno day at all')
    await page.locator('[data-read=false]').waitFor()
    assert.deepEqual(await faults(page), [])
    await shot(page, 'calendars-paste-en')
    await page.locator('[data-test=take-pasted]').click()
    assert.equal(await page.locator('[data-test=holiday]').count(), 3)
    await answer.getByText('Saturday 26 Dec 2026, 11:00').waitFor()
    await page.locator('[data-test=add-holiday]').click()
    await page.locator('[data-test=holiday-name]').fill('Move of the office')
    await page.locator('[data-test=holiday-day]').fill('26/12/2026')
    assert.deepEqual(await faults(page), [])
    await page.locator('[data-test=take-holiday]').click()
    await answer.getByText('Sunday 27 Dec 2026, 10:00').waitFor()
    await shot(page, 'calendars-holidays-en')

    await page.getByRole('tab', { name: 'Year' }).click()
    await page.locator('[data-test=year]').waitFor()
    const day = page.locator('[data-iso="2026-12-25"]')
    assert.equal(await day.getAttribute('data-kind'), 'holiday')
    assert.deepEqual(await faults(page), [])
    await page.locator('[data-test=save]').click()
    await page.getByRole('button', { name: 'Undo' }).waitFor()
    await page.reload()
    await page.locator('[data-iso="2026-12-26"][data-kind=holiday]').waitFor()
    await shot(page, 'calendars-year-en')
    assert.deepEqual(visit.complaints, [])
  })

  test('in Persian, dark and narrow, from right to left', async ({ assert }) => {
    const visit = await browser.visit({ language: 'fa', theme: 'dark' })
    const unit = await makeRecord(visit.person, 'unit', { name: unique('شعبه') })
    await callApi(visit.person, 'PUT', `/api/admin/calendars/${unit}`, {
      version: 0,
      timeZone: 'Asia/Tehran',
      week,
      holidays,
    })
    const { page } = visit
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height })
      for (const tab of ['hours', 'holidays', 'year']) {
        await page.goto(`/admin/calendars?unit=${unit}&tab=${tab}`)
        await page.locator('[data-test=try-answer]').waitFor()
        assert.deepEqual(await faults(page), [])
        const wide = await page.evaluate(
          () => document.documentElement.scrollWidth > document.documentElement.clientWidth
        )
        assert.isFalse(wide, `${tab} at ${width}`)
        await shot(page, `calendars-${tab}-fa-${width}`)
      }
    }
    assert.deepEqual(visit.complaints, [])
  })
})
