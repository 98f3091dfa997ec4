import { test } from '@japa/runner'
import { axe } from '#tests/browser/support/axe'
import type { Page } from 'playwright'
import { callApi, makeRecord, TestBrowser, type Visit } from '#tests/browser/support/browser'
import { unique } from '#tests/support/people'

interface Row {
  id: number
  version: number
  [path: string]: unknown
}
const CITY_FILTER = (city: string) => JSON.stringify({ path: 'city', op: 'eq', value: city })

/** Cases of one city that no other test has. */
async function cases(visit: Visit, rows: Record<string, string>[]): Promise<string> {
  const city = unique('City')
  for (const row of rows) await makeRecord(visit.person, 'case', { type: 'request', city, ...row })
  return city
}
const address = (city: string, more: Record<string, string>): string =>
  `/records/case?${new URLSearchParams({ view: 'case_all', f: CITY_FILTER(city), ...more }).toString()}`
async function stored(visit: Visit, city: string): Promise<Row[]> {
  const { rows } = await callApi<{ rows: Row[] }>(visit.person, 'POST', '/api/records/case/query', {
    filter: { path: 'city', op: 'eq', value: city },
    select: ['title', 'status', 'due_at', 'priority'],
    sort: [{ path: 'title' }],
  })
  return rows
}
const column = (page: Page, key: string) => page.locator(`[data-column="${key}"]`)
const card = (page: Page, title: string) => page.getByRole('link', { name: title, exact: true })

test.group('Board', (group) => {
  const browser = TestBrowser.for(group)

  test('a card dragged to another column changes its record, and the toast takes it back', async ({
    assert,
  }) => {
    const visit = await browser.visit()
    const city = await cases(visit, [
      { title: 'Lost card', status: 'new' },
      { title: 'Wrong fee', status: 'open' },
    ])
    const { page, complaints } = visit
    await page.goto(address(city, { as: 'board' }))
    await column(page, 'new').getByText('Lost card').waitFor()
    const item = column(page, 'new').locator('[data-card]', { hasText: 'Lost card' })
    await item.dragTo(column(page, 'pending'))
    await column(page, 'pending').getByText('Lost card').waitFor()
    await page
      .getByText(/^Lost card: now /)
      .first()
      .waitFor()
    assert.equal((await stored(visit, city))[0]?.status, 'pending')
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await column(page, 'new').getByText('Lost card').waitFor()
    await page.getByText('Taken back').first().waitFor()
    assert.equal((await stored(visit, city))[0]?.status, 'new')
    assert.deepEqual(complaints, [])
  })

  test('is worked from the keyboard: arrows lead from card to card, with Alt they move it', async ({
    assert,
  }) => {
    const visit = await browser.visit()
    const city = await cases(visit, [
      { title: 'First', status: 'new' },
      { title: 'Second', status: 'open' },
    ])
    const { page } = visit
    await page.goto(address(city, { as: 'board' }))
    await card(page, 'First').focus()
    await page.keyboard.press('ArrowRight')
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim())
    assert.equal(await focused(), 'Second')
    await page.keyboard.press('Alt+ArrowLeft')
    await column(page, 'new').getByText('Second').waitFor()
    assert.equal(await focused(), 'Second')
    await page.getByText('Second: now').first().waitFor()
    assert.deepEqual(
      (await stored(visit, city)).map(({ status }) => status),
      ['new', 'new']
    )
  })

  test('in Persian the arrows follow the eye, and the menu moves a card too', async ({
    assert,
  }) => {
    const visit = await browser.visit({ language: 'fa' })
    const city = await cases(visit, [{ title: 'گم شدن کارت', status: 'new' }])
    const { page } = visit
    await page.goto(address(city, { as: 'board' }))
    await card(page, 'گم شدن کارت').focus()
    await page.keyboard.press('Alt+ArrowLeft')
    await column(page, 'open').getByText('گم شدن کارت').waitFor()
    await page.getByRole('button', { name: 'منوی گم شدن کارت' }).click()
    await page.getByRole('menuitem').last().click()
    await column(page, 'open').getByText('گم شدن کارت').waitFor({ state: 'detached' })
    await page.waitForFunction(() => !document.querySelector('[data-column="open"] [data-card]'))
    assert.notInclude(['new', 'open'], String((await stored(visit, city))[0]?.status))
  })

  test('a card that somebody else has changed meanwhile goes back, and the toast says why', async ({
    assert,
  }) => {
    const visit = await browser.visit()
    const city = await cases(visit, [{ title: 'Contested', status: 'new' }])
    const { page } = visit
    await page.goto(address(city, { as: 'board' }))
    await card(page, 'Contested').waitFor()
    const [row] = await stored(visit, city)
    await callApi(visit.person, 'PATCH', `/api/records/case/${row?.id}`, {
      version: row?.version,
      values: { status: 'pending' },
    })
    await card(page, 'Contested').focus()
    await page.keyboard.press('Alt+ArrowRight')
    await page
      .getByText('Somebody else has changed it meanwhile.', { exact: false })
      .first()
      .waitFor()
    await column(page, 'pending').getByText('Contested').waitFor()
    assert.equal((await stored(visit, city))[0]?.status, 'pending')
  })

  test('folded columns are in the address and load no cards', async ({ assert }) => {
    const visit = await browser.visit()
    const city = await cases(visit, [{ title: 'Folded away', status: 'new' }])
    const { page } = visit
    await page.goto(address(city, { as: 'board', folded: 'new' }))
    await column(page, 'open').waitFor()
    assert.equal(await page.getByText('Folded away').count(), 0)
    await column(page, 'new')
      .getByRole('button', { name: /^Unfold/ })
      .click()
    await page.getByText('Folded away').waitFor()
    assert.isNull(new URL(page.url()).searchParams.get('folded'))
  })
})

test.group('Calendar', (group) => {
  const browser = TestBrowser.for(group)

  test('in Persian a month of Jalali days begins on Saturday, and a record is dragged to another day', async ({
    assert,
  }) => {
    const visit = await browser.visit({ language: 'fa' })
    const city = await cases(visit, [{ title: 'مهلت پاسخ', due_at: '2026-11-25T08:30:00.000Z' }])
    const { page, complaints } = visit
    await page.goto(address(city, { as: 'calendar', on: '2026-11-25' }))
    await page.getByRole('heading', { name: 'آذر ۱۴۰۵' }).waitFor()
    const heads = page.getByRole('grid').getByRole('columnheader')
    assert.equal(await heads.first().textContent(), 'شنبه')
    const from = page.locator('[data-day="2026-11-25"]')
    await from.getByText('مهلت پاسخ').waitFor()
    assert.equal(await from.locator('.pv-day-number').textContent(), '۴')
    await from.locator('[data-entry]').dragTo(page.locator('[data-day="2026-12-01"]'))
    await page.locator('[data-day="2026-12-01"]').getByText('مهلت پاسخ').waitFor()
    await page.getByText('مهلت پاسخ: اکنون').first().waitFor()
    assert.equal((await stored(visit, city))[0]?.due_at, '2026-12-01T08:30:00.000Z')
    assert.deepEqual(complaints, [])
  })

  test('keys go from day to day and move a record', async ({ assert }) => {
    const visit = await browser.visit()
    const city = await cases(visit, [{ title: 'By key', due_at: '2026-11-25T08:30:00.000Z' }])
    const { page } = visit
    await page.goto(address(city, { as: 'calendar', on: '2026-11-25' }))
    await page.locator('[data-day="2026-11-25"]').focus()
    await page.keyboard.press('ArrowDown')
    const day = () =>
      page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.day)
    assert.equal(await day(), '2026-12-02')
    await card(page, '12:00 By key').or(page.locator('[data-entry] a')).first().focus()
    await page.keyboard.press('Alt+ArrowRight')
    await page.locator('[data-day="2026-11-26"]').getByText('By key').waitFor()
    await page.getByText('By key: now').first().waitFor()
    assert.equal((await stored(visit, city))[0]?.due_at, '2026-11-26T08:30:00.000Z')
  })
})

test.group('Chart and groups', (group) => {
  const browser = TestBrowser.for(group)
  const rows = [
    { title: 'One', status: 'new', priority: 'high' },
    { title: 'Two', status: 'new', priority: 'low' },
    { title: 'Three', status: 'open', priority: 'high' },
  ]

  test('a figure of a chart leads to the records behind it, with the condition in the address', async ({
    assert,
  }) => {
    const visit = await browser.visit()
    const city = await cases(visit, rows)
    const { page, complaints } = visit
    await page.goto(address(city, { as: 'chart' }))
    await page.locator('canvas').waitFor()
    await page.getByRole('button', { name: 'As a table' }).click()
    await page.getByRole('button', { name: 'New, Number: 2' }).click()
    await page.getByText('2 records').waitFor()
    assert.deepEqual(JSON.parse(new URL(page.url()).searchParams.get('f') ?? ''), {
      and: [
        { path: 'city', op: 'eq', value: city },
        { path: 'status', op: 'eq', value: 'new' },
      ],
    })
    await page.goBack()
    await page.getByRole('button', { name: 'As a chart' }).waitFor()
    assert.deepEqual(complaints, [])
  })

  test('groups open to further groups and records', async ({ assert }) => {
    const visit = await browser.visit()
    const city = await cases(visit, rows)
    const { page } = visit
    await page.goto(address(city, { group: 'status,priority' }))
    const grid = page.getByRole('treegrid')
    await grid.focus()
    await page.keyboard.press('ArrowRight')
    await grid.locator('[aria-level="2"][aria-expanded]').first().waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await grid.locator('[aria-level="3"]').getByRole('link').first().waitFor()
    assert.equal(await grid.locator('[aria-level="3"]').count(), 1)
    await page.keyboard.press('ArrowLeft')
    await grid.locator('[aria-level="3"]').first().waitFor({ state: 'detached' })
  })
})

test.group('Cells edited in place', (group) => {
  const browser = TestBrowser.for(group)
  const cell = (page: Page, key: string) =>
    page.getByRole('grid').locator(`[role=gridcell][data-column="${key}"]`).first()

  test('Enter edits, Tab saves and goes on, the toast takes it back', async ({ assert }) => {
    const visit = await browser.visit()
    const city = await cases(visit, [{ title: 'Before', status: 'new' }])
    const { page, complaints } = visit
    await page.goto(address(city, { edit: '1', cols: 'title,topic,status' }))
    await cell(page, 'topic').click()
    await page.keyboard.press('Enter')
    await page.keyboard.type('Fees')
    await page.keyboard.press('Enter')
    await page.getByText('Saved', { exact: true }).first().waitFor()
    await cell(page, 'topic').getByText('Fees').waitFor()
    await page.getByRole('button', { name: 'Undo', exact: true }).first().click()
    await cell(page, 'topic').getByText('Fees').waitFor({ state: 'detached' })
    assert.deepEqual(complaints, [])
  })

  test('when somebody else was faster the cell stays open and says so; saving again keeps one’s own', async ({
    assert,
  }) => {
    const visit = await browser.visit()
    const city = await cases(visit, [{ title: 'Contested', status: 'new' }])
    const { page } = visit
    await page.goto(address(city, { edit: '1', cols: 'title,topic,status' }))
    await cell(page, 'topic').click()
    await page.keyboard.press('F2')
    await page.keyboard.type('Mine')
    const [row] = await stored(visit, city)
    await callApi(visit.person, 'PATCH', `/api/records/case/${row?.id}`, {
      version: row?.version,
      values: { topic: 'Theirs' },
    })
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('Somebody else has changed').waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('Saved', { exact: true }).first().waitFor()
    await cell(page, 'topic').getByText('Mine').waitFor()
    assert.equal(await page.getByRole('alert').count(), 0)
  })
})

test.group('Views for everyone who looks', (group) => {
  const browser = TestBrowser.for(group)

  test(
    'axe finds nothing on boards, calendars, charts, groups and the editor in {language}, {theme}'
  )
    .with([
      { language: 'en' as const, theme: 'light' as const },
      { language: 'fa' as const, theme: 'dark' as const },
    ])
    .run(async ({ assert }, { language, theme }) => {
      const visit = await browser.visit({ language, theme })
      const city = await cases(visit, [
        { title: 'One', status: 'new', due_at: '2026-11-25T08:30:00.000Z' },
        { title: 'Two', status: 'open', due_at: '2026-11-25T09:30:00.000Z' },
      ])
      const { page, complaints } = visit
      const found: string[] = []
      const look = async (path: string, ready: string) => {
        await page.goto(path)
        await page.locator(ready).first().waitFor()
        await page.waitForLoadState('networkidle')
        const { violations } = await axe(page).analyze()
        found.push(
          ...violations.flatMap((rule) =>
            rule.nodes.map((node) => `${ready}: ${rule.id} ${node.target.join(' ')}`)
          )
        )
      }
      await look(address(city, { as: 'board' }), '[data-card]')
      await look(address(city, { as: 'calendar', on: '2026-11-25' }), '[data-entry]')
      await look(address(city, { as: 'chart' }), 'canvas')
      await look(address(city, { as: 'chart', table: '1' }), '[data-test=chart] table')
      await look(address(city, { group: 'status' }), '[role=treegrid]')
      await look('/design/views', 'table')
      await look('/design/views/case_open', '[data-test=view-parts]')
      assert.deepEqual(found, [])
      assert.deepEqual(complaints, [])
    })
})
