import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { callApi, makeRecord, TestBrowser, type Visit } from '#tests/browser/support/browser'
import { unique } from '#tests/support/people'

/** Contacts of one city that no other test has. */
async function contacts(visit: Visit, count: number): Promise<string> {
  const city = unique('City')
  for (let at = 0; at < count; at++) {
    await makeRecord(visit.person, 'contact', {
      first_name: `Name ${String(at).padStart(3, '0')}`,
      last_name: city,
      city,
    })
  }
  return city
}
const rows = (page: Page) => page.getByRole('grid').locator('[role=row][aria-selected]')
const cityList = (city: string): string =>
  `/records/contact?f=${encodeURIComponent(JSON.stringify({ path: 'city', op: 'eq', value: city }))}&sort=first_name`

test.group('List', (group) => {
  const browser = TestBrowser.for(group)

  test('shows the rows of the address, the count after them, and the filter as a chip', async ({
    assert,
  }) => {
    const visit = await browser.visit()
    const city = await contacts(visit, 3)
    const { page, complaints } = visit
    await page.goto(cityList(city))
    await page.getByText('3 records').waitFor()
    assert.equal(await rows(page).count(), 3)
    await page.getByRole('button', { name: `City is ${city}`, exact: true }).waitFor()
    await page.getByRole('button', { name: `Remove filter: City is ${city}` }).click()
    await page.waitForURL((url) => url.searchParams.get('f') === 'none')
    assert.deepEqual(complaints, [])
  })

  test('the filter builder narrows the list while it is edited, and the address keeps it', async ({
    assert,
  }) => {
    const visit = await browser.visit()
    const city = await contacts(visit, 2)
    const { page } = visit
    await page.goto('/records/contact')
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByRole('button', { name: /^Field:/ }).click()
    await page.getByRole('option', { name: 'City', exact: true }).click()
    await page.getByLabel('Value for City').fill(city)
    await page.getByText('2 records').waitFor()
    assert.deepEqual(JSON.parse(new URL(page.url()).searchParams.get('f') ?? ''), {
      path: 'city',
      op: 'contains',
      value: city,
    })
    await page.reload()
    await page.getByText('2 records').waitFor()
  })

  test('a click on a column’s head sorts, another one turns it round', async ({ assert }) => {
    const visit = await browser.visit()
    const city = await contacts(visit, 3)
    const { page } = visit
    await page.goto(cityList(city))
    await page.getByText('3 records').waitFor()
    const head = page.getByRole('columnheader', { name: 'City' })
    await head.getByRole('button').click()
    await page.waitForURL((url) => url.searchParams.get('sort') === 'city')
    assert.equal(await head.getAttribute('aria-sort'), 'ascending')
    await head.getByRole('button').click()
    await page.waitForURL((url) => url.searchParams.get('sort') === '-city')
    assert.equal(await head.getAttribute('aria-sort'), 'descending')
  })

  test('further pages come while scrolling, and only the rows in sight are drawn', async ({
    assert,
  }) => {
    const visit = await browser.visit()
    const city = await contacts(visit, 120)
    const { page } = visit
    await page.goto(cityList(city))
    await page.getByText('120 records').waitFor()
    const grid = page.getByRole('grid')
    assert.isBelow(await rows(page).count(), 60)
    const last = page.getByText('Name 119')
    for (let pages = 1; pages < 3; pages++) {
      await grid.press('End')
      await page.getByText(`Name ${String(pages * 50 + 5).padStart(3, '0')}`).waitFor()
    }
    await grid.press('End')
    await last.waitFor()
    assert.isBelow(await rows(page).count(), 60)

    /** A list at its end holds still: the browser must not hold on to a row that is about to be drawn elsewhere. */
    await grid.press('Home')
    await page.getByText('Name 000').waitFor()
    await grid.press('End')
    await last.waitFor()
    await page.waitForTimeout(500)
    const moved = await grid.evaluate(async (element) => {
      let times = 0
      element.addEventListener('scroll', () => times++)
      await new Promise((resolve) => setTimeout(resolve, 500))
      return times
    })
    assert.equal(moved, 0)
  })

  test('is worked from the keyboard: / searches, arrows move, Space selects, Enter opens', async ({
    assert,
  }) => {
    const visit = await browser.visit()
    const city = await contacts(visit, 3)
    const { page } = visit
    await page.goto(cityList(city))
    await page.getByText('3 records').waitFor()
    await page.keyboard.press('/')
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'list-search')
    await page.getByRole('grid').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press(' ')
    await page
      .getByRole('region', { name: 'Actions for the selection' })
      .getByText('1 selected')
      .waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/records/contact/*')
    await page.getByRole('heading', { name: /Name 001/ }).waitFor()
    await page.goBack()
    await page.getByText('3 records').waitFor()
  })

  test('selected records are changed and deleted together, and deleting can be undone', async () => {
    const visit = await browser.visit()
    const city = await contacts(visit, 4)
    const { page } = visit
    await page.goto(cityList(city))
    await page.getByText('4 records').waitFor()
    await page.getByRole('checkbox', { name: 'Select all loaded' }).check()
    const bar = page.getByRole('region', { name: 'Actions for the selection' })
    await bar.getByText('4 selected').waitFor()
    await bar.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('Nothing matches').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('4 records').first().waitFor()
    await rows(page).nth(3).waitFor()
  })

  test('a changed list is kept as a view of one’s own', async ({ assert }) => {
    const visit = await browser.visit()
    const city = await contacts(visit, 1)
    const { page, person } = visit
    await page.goto(cityList(city))
    await page.getByRole('button', { name: 'Save as view' }).click()
    await page.getByLabel('Name of the view').fill(`View of ${city}`)
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('button', { name: `View of ${city}`, exact: true }).waitFor()
    const { views } = await callApi<{ views: { label: string }[] }>(
      person,
      'GET',
      '/api/views?entity=contact'
    )
    assert.include(
      views.map((view) => view.label),
      `View of ${city}`
    )
  })

  test('says what belongs there when nothing matches', async () => {
    const { page } = await browser.visit()
    await page.goto('/records/contact?q=nobodyhasthisname')
    await page.getByText('Nothing matches').waitFor()
    await page.getByRole('button', { name: 'Clear filter' }).click()
    await page.waitForURL((url) => !url.searchParams.has('q'))
  })

  test('an entity that the reader may not see is not found', async () => {
    const { page } = await browser.visit()
    await page.goto('/records/no_such_thing')
    await page.getByRole('heading', { name: 'Not found' }).waitFor()
    await page.getByText('E_UNKNOWN_ENTITY').waitFor()
  })

  test('what somebody publishes is there on the next page of a tab that stays open', async ({
    assert,
    cleanup,
  }) => {
    const { page, person, complaints } = await browser.visit()
    await page.goto('/records/account')
    await page.waitForLoadState('networkidle')
    await page.evaluate(() => Object.assign(window, { stillOpen: true }))
    const name = unique('x_published').toLowerCase()
    const title = unique('Published meanwhile')
    const value = { entity: 'contact', label: { en: title }, columns: [{ path: 'full_name' }] }
    const view = { kind: 'view', name, path: [] }
    await callApi(person, 'POST', '/api/metadata/changes', { changes: [{ ...view, value }] })
    cleanup(async () => {
      await callApi(person, 'DELETE', '/api/metadata/changes', view)
    })

    const menu = page.getByRole('navigation', { name: 'Main menu' })
    /** Any answer tells of it; the page that is opened then has it. */
    await menu.getByRole('link', { name: 'Leads' }).click()
    await page.waitForURL('**/records/lead**')
    await page.waitForLoadState('networkidle')
    await menu.getByRole('link', { name: 'Contacts' }).click()
    await page.getByRole('button', { name: title }).waitFor()
    assert.isTrue(await page.evaluate(() => 'stillOpen' in window))
    assert.deepEqual(complaints, [])
  })
})
