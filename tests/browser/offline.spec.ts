import { test } from '@japa/runner'
import { baseUrl, callApi, makeRecord, TestBrowser } from '#tests/browser/support/browser'

test.group('Without a network', (group) => {
  const browser = TestBrowser.for(group)

  test('no request leaves the host', async ({ assert }) => {
    const visit = await browser.visit({ language: 'fa' })
    const id = await makeRecord(visit.person, 'contact', {
      last_name: 'Karimi',
      mobile: '09121234567',
    })
    for (const path of [
      '/',
      '/records/case',
      `/records/contact/${id}`,
      '/records/contact/new',
      '/account',
    ]) {
      await visit.page.goto(path)
      await visit.page.locator('main').waitFor()
      await visit.page.waitForLoadState('networkidle')
    }
    const elsewhere = visit.requests.filter(
      (url) => !url.startsWith(baseUrl()) && !url.startsWith('data:') && !url.startsWith('blob:')
    )
    assert.deepEqual(elsewhere, [])
    assert.isAbove(visit.requests.length, 20)
  })

  test('what is typed while the host is away is kept, said to be unsaved, and saved when it is back', async ({
    assert,
  }) => {
    const visit = await browser.visit()
    const id = await makeRecord(visit.person, 'contact', { last_name: 'Karimi', city: 'Baku' })
    const { page, context } = visit
    await page.goto(`/records/contact/${id}`)
    await page.getByLabel('City').waitFor()
    await context.setOffline(true)
    await page.getByLabel('City').fill('Tabriz')
    await page.getByLabel('City').blur()
    await page.getByText('The server cannot be reached.', { exact: false }).first().waitFor()
    await page.getByText('Your change is kept here but not saved yet.').waitFor()
    assert.equal(await page.getByLabel('City').inputValue(), 'Tabriz')
    await context.setOffline(false)
    await page.getByText('Your change is kept here but not saved yet.').waitFor({ state: 'hidden' })
    const { record } = await callApi<{ record: { city: string } }>(
      visit.person,
      'GET',
      `/api/records/contact/${id}`
    )
    assert.equal(record.city, 'Tabriz')
  })
})
