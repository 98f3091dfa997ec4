import { test } from '@japa/runner'
import { makeRecord, TestBrowser } from '#tests/browser/support/browser'
import { unique } from '#tests/support/people'

test.group('Command palette', (group) => {
  const browser = TestBrowser.for(group)

  test('Ctrl-K finds a record, and Enter opens it', async () => {
    const visit = await browser.visit()
    const name = unique('Findable')
    const id = await makeRecord(visit.person, 'contact', { first_name: 'Sara', last_name: name })
    const { page } = visit
    await page.goto('/')
    await page.getByRole('heading', { name: 'Home' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Search or type a command…').fill(name)
    await page.getByRole('option', { name: new RegExp(name) }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/records/contact/${id}`)
  })

  test('goes to a page and makes a record', async () => {
    const { page } = await browser.visit()
    await page.goto('/')
    await page.getByRole('heading', { name: 'Home' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Search or type a command…').fill('Leads')
    await page.getByRole('option', { name: 'Leads' }).click()
    await page.waitForURL('**/records/lead')
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Search or type a command…').fill('New Contact')
    await page.getByRole('option', { name: 'New Contact' }).click()
    const dialog = page.getByRole('dialog', { name: 'New Contact' })
    await dialog.getByLabel('Last name').fill(unique('Quick'))
    await dialog.getByRole('button', { name: /^Create/ }).click()
    await page
      .getByText(/Contact .* created/)
      .first()
      .waitFor()
  })

  test('offers only what the reader may do', async ({ assert }) => {
    const { page } = await browser.visit({ roles: ['agent'] })
    await page.goto('/')
    await page.getByRole('heading', { name: 'Home' }).waitFor()
    assert.equal(await page.getByRole('heading', { name: 'Administration' }).count(), 0)
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Search or type a command…').fill('Audit')
    await page.getByText('Nothing found for “Audit”').waitFor()
  })
})
