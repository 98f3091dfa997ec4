import { test } from '@japa/runner'
import { callApi, makeRecord, TestBrowser, type Visit } from '#tests/browser/support/browser'
import { unique } from '#tests/support/people'

type Stored = { record: { version: number } & Record<string, string | number | null> }
const read = (visit: Visit, path: string) => callApi<Stored>(visit.person, 'GET', path)

test.group('Record', (group) => {
  const browser = TestBrowser.for(group)

  test('a field is saved when it is left, and the toast undoes it', async ({ assert }) => {
    const visit = await browser.visit()
    const id = await makeRecord(visit.person, 'contact', {
      first_name: 'Sara',
      last_name: 'Karimi',
      city: 'Baku',
    })
    const { page, complaints } = visit
    await page.goto(`/records/contact/${id}`)
    await page.getByLabel('City').fill('Tabriz')
    await page.getByLabel('City').blur()
    await page.getByText('Saved', { exact: true }).first().waitFor()
    assert.equal((await read(visit, `/api/records/contact/${id}`)).record.city, 'Tabriz')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.waitForFunction(
      () => (document.getElementById('field-city') as HTMLInputElement).value === 'Baku'
    )
    await page.waitForTimeout(500)
    assert.equal((await read(visit, `/api/records/contact/${id}`)).record.city, 'Baku')
    assert.deepEqual(complaints, [])
  })

  test('a value that is not right is named beside the field and not sent', async ({ assert }) => {
    const visit = await browser.visit()
    const id = await makeRecord(visit.person, 'contact', {
      last_name: 'Karimi',
      email: 'sara@example.com',
    })
    const { page } = visit
    await page.goto(`/records/contact/${id}`)
    await page.getByLabel('E-mail').fill('not an address')
    await page.getByLabel('E-mail').blur()
    const field = page.locator('[data-field=email]')
    await field.getByRole('listitem').waitFor()
    assert.equal(await page.getByLabel('E-mail').getAttribute('aria-invalid'), 'true')
    assert.equal((await read(visit, `/api/records/contact/${id}`)).record.email, 'sara@example.com')
  })

  test('when somebody else was faster, both values are put side by side', async ({ assert }) => {
    const visit = await browser.visit()
    const path = `/api/records/contact/${await makeRecord(visit.person, 'contact', { last_name: 'Karimi', city: 'Baku', job_title: 'a' })}`
    const { page } = visit
    await page.goto(path.replace('/api', ''))
    await page.getByLabel('City').waitFor()
    const { record } = await read(visit, path)
    await callApi(visit.person, 'PATCH', path, {
      version: record.version,
      values: { city: 'Ganja' },
    })
    await page.getByLabel('City').fill('Tabriz')
    await page.getByLabel('City').blur()
    const dialog = page.getByRole('dialog', { name: 'Somebody else changed this record' })
    await dialog.getByText('Ganja').waitFor()
    await dialog.getByRole('radio', { name: /Tabriz/ }).check()
    await dialog.getByRole('button', { name: 'Save the choice' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.waitForTimeout(500)
    assert.equal((await read(visit, path)).record.city, 'Tabriz')
  })

  test('changes of different fields do not collide', async ({ assert }) => {
    const visit = await browser.visit()
    const path = `/api/records/contact/${await makeRecord(visit.person, 'contact', { last_name: 'Karimi', city: 'Baku' })}`
    const { page } = visit
    await page.goto(path.replace('/api', ''))
    await page.getByLabel('City').waitFor()
    const { record } = await read(visit, path)
    await callApi(visit.person, 'PATCH', path, {
      version: record.version,
      values: { job_title: 'Clerk' },
    })
    await page.getByLabel('City').fill('Tabriz')
    await page.getByLabel('City').blur()
    await page.getByText('Saved', { exact: true }).first().waitFor()
    const stored = (await read(visit, path)).record
    assert.equal(stored.city, 'Tabriz')
    assert.equal(stored.job_title, 'Clerk')
  })

  test('a new record warns of one that may be the same and shows what is missing', async () => {
    const visit = await browser.visit()
    const name = unique('Double')
    await makeRecord(visit.person, 'contact', {
      first_name: 'Sara',
      last_name: name,
      mobile: '09121112233',
    })
    const { page } = visit
    await page.goto('/records/contact/new')
    await page.locator('main').getByRole('button', { name: 'Create', exact: true }).click()
    await page.locator('[data-field=last_name]').getByText('This field is required').waitFor()
    await page.getByLabel('Last name').fill(name)
    await page.getByLabel('Mobile').fill('۰۹۱۲۱۱۱۲۲۳۳')
    await page.getByText('This may exist already').waitFor()
    await page.getByRole('button', { name: 'Create anyway' }).click()
    await page.waitForURL(/records\/contact\/\d+/)
    await page.getByRole('heading', { name: new RegExp(name) }).waitFor()
  })

  test('a note is written beside the record and stands on its timeline', async () => {
    const visit = await browser.visit()
    const id = await makeRecord(visit.person, 'contact', { last_name: 'Karimi' })
    const { page } = visit
    await page.goto(`/records/contact/${id}`)
    const timeline = page.getByRole('region', { name: 'Timeline' })
    await timeline.getByText('created the record').waitFor()
    await timeline.getByLabel('Write a note…').fill('Prefers calls after five')
    await timeline.getByRole('button', { name: 'Add note' }).click()
    await timeline.getByRole('listitem').getByText('Prefers calls after five').waitFor()
  })

  test('related records are tabs with counts, and a new one points back', async () => {
    const visit = await browser.visit()
    const id = await makeRecord(visit.person, 'contact', { last_name: 'Karimi' })
    await makeRecord(visit.person, 'case', { title: 'Card lost', customer: id })
    const { page } = visit
    await page.goto(`/records/contact/${id}`)
    await page.getByRole('tab', { name: /Cases\s*1/ }).click()
    await page.waitForURL((url) => url.searchParams.get('tab') === 'cases')
    await page.getByRole('button', { name: 'New Case' }).click()
    const dialog = page.getByRole('dialog', { name: 'New Case' })
    await dialog.getByLabel('Title').fill('Loan question')
    await dialog.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByRole('grid').getByText('Loan question').waitFor()
    await page.getByRole('tab', { name: /Cases\s*2/ }).waitFor()
  })

  test('deleting offers to undo; the deleted record can be restored from its page', async () => {
    const visit = await browser.visit()
    const id = await makeRecord(visit.person, 'contact', { last_name: unique('Gone') })
    const { page } = visit
    await page.goto(`/records/contact/${id}`)
    await page.locator('main').getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.waitForURL('**/records/contact')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.waitForURL(`**/records/contact/${id}`)
    await page.getByLabel('Last name').waitFor()
  })

  test('the history names who changed which field', async () => {
    const visit = await browser.visit()
    const path = `/api/records/contact/${await makeRecord(visit.person, 'contact', { last_name: 'Karimi', city: 'Baku' })}`
    await callApi(visit.person, 'PATCH', path, { version: 1, values: { city: 'Ganja' } })
    const { page } = visit
    await page.goto(`${path.replace('/api', '')}?tab=history`)
    const panel = page.getByRole('tabpanel')
    await panel.getByText('Ganja').waitFor()
    await panel.getByText(visit.person.actor.name).first().waitFor()
  })
})
