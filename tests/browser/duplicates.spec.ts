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
})
