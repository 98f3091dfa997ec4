import { test } from '@japa/runner'
import { axe } from '#tests/browser/support/axe'
import { makeRecord, TestBrowser } from '#tests/browser/support/browser'
import { unique } from '#tests/support/people'
import { workOffJobs } from '#tests/support/work_off_jobs'

const shot = (name: string) => (process.env.SHOTS ? `${process.env.SHOTS}/${name}.png` : undefined)

test.group('Duplicates', (group) => {
  const browser = TestBrowser.for(group)

  test('a search finds a pair; it is set aside, and that is taken back', async ({ assert }) => {
    const visit = await browser.visit()
    const name = unique('Twinco').replace('_', '')
    await makeRecord(visit.person, 'account', { name, phone: '021 8800 7711' })
    await makeRecord(visit.person, 'account', { name: `${name} Ltd`, phone: '+98 21 8800 7711' })
    const { page } = visit
    await page.goto('/duplicates/account')
    await page.locator('[data-test=scan]').click()
    await workOffJobs('core.duplicates.')
    const card = page.locator('[data-test=group]').filter({ hasText: name })
    await card.waitFor()
    const { violations } = await axe(page).analyze()
    assert.deepEqual(
      violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
      []
    )
    const path = shot('duplicates-en')
    if (path) await page.screenshot({ path })
    await card.locator('[data-test=different]').click()
    await card.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await card.waitFor()
    assert.deepEqual(visit.complaints, [])
  })

  test('a rule made in its editor warns while a record is changed, of others only', async ({
    assert,
  }) => {
    const visit = await browser.visit()
    const { page } = visit
    const name = unique('same_site')
    await page.goto('/design/duplicates')
    await page.locator('[data-test=new]').click()
    await page.locator('[data-test=entity]').click()
    await page.getByRole('option', { name: 'Account', exact: true }).click()
    await page.locator('[data-test=name]').fill(name)
    await page.locator('[data-test=create]').click()
    await page.locator('[data-test=label-en]').fill('Same name')
    await page.locator('[data-test=add-part]').click()
    const part = page.locator('[data-part]')
    await part.waitFor()
    const { violations } = await axe(page).analyze()
    assert.deepEqual(
      violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
      []
    )
    const path = shot('duplicate-rule-en')
    if (path) await page.screenshot({ path, fullPage: true })
    await page.locator('[data-test=save]').click()
    await page.locator('[data-test=save]:disabled').waitFor()

    const twin = unique('Twin Works').replace('_', ' ')
    const phone = '021 4455 6611'
    await makeRecord(visit.person, 'account', { name: twin, phone })
    const id = await makeRecord(visit.person, 'account', { name: `${twin} Two` })
    await page.goto(`/records/account/${id}`)
    const input = page.getByLabel('Phone', { exact: true }).first()
    await input.fill(phone)
    await input.press('Tab')
    const warning = page.getByRole('link', { name: twin, exact: true })
    await warning.waitFor()
    assert.equal(await page.getByRole('link', { name: `${twin} Two`, exact: true }).count(), 0)
    assert.deepEqual(visit.complaints, [])
  })
})
