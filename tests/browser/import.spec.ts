import { axe } from '#tests/browser/support/axe'
import { test } from '@japa/runner'
import { workOffJobs } from '#tests/support/work_off_jobs'
import { callApi, TestBrowser } from '#tests/browser/support/browser'
import { unique } from '#tests/support/people'

test.group('Import wizard', (group) => {
  const browser = TestBrowser.for(group)

  test('a file becomes records: columns recognised, preview, errors, undo', async ({ assert }) => {
    const mark = unique('row')
    const { page, person, complaints } = await browser.visit()
    const lines = [
      'First name,Last name,Mobile,E-mail',
      `Sara,${mark} One,09121234567,sara@example.com`,
      `Ali,${mark} Two,09121234568,ali@example.com`,
      `Mina,${mark} Three,09121234569,this is no address`,
    ]
    await page.goto('/records/contact/import')
    await page.locator('[data-test=file]').setInputFiles({
      name: 'people.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(lines.join('\n')),
    })
    await page.locator('[data-column=last_name]').filter({ hasText: 'Last name' }).waitFor()
    await page.locator('[data-column=email]').filter({ hasText: 'E-mail' }).waitFor()
    const { violations } = await axe(page).analyze()
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`),
      []
    )

    await page.locator('[data-test=preview]').click()
    const preview = page.locator('[data-test=preview-table]')
    await preview.waitFor()
    assert.include(await preview.innerText(), '2 created')
    assert.include(await preview.innerText(), '1 with errors')

    await page.locator('[data-test=start]').click()
    await page.waitForURL(/run=\d+/)
    await workOffJobs('core.import')
    await page.locator('[data-test=state]').filter({ hasText: 'Done' }).waitFor()
    assert.equal(await page.locator('[data-count=created]').innerText(), '2')
    assert.equal(await page.locator('[data-count=failed]').innerText(), '1')
    const count = () =>
      callApi<{ count: number }>(person, 'POST', '/api/records/contact/count', { search: mark })
    assert.equal((await count()).count, 2)

    await page.locator('[data-test=undo]').click()
    await workOffJobs('core.import')
    await page.locator('[data-test=state]').filter({ hasText: 'Undone' }).waitFor()
    assert.equal((await count()).count, 0)
    assert.deepEqual(complaints, [])
  })

  test('a file that cannot be read is refused with its code, and nothing is kept', async ({
    assert,
  }) => {
    const { page } = await browser.visit({ language: 'fa' })
    await page.goto('/records/contact/import')
    await page.locator('[data-test=file]').setInputFiles({
      name: 'broken.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('First name,Last name\n"never closed,Ahmadi\n'),
    })
    const alert = page.getByRole('alert')
    await alert.waitFor()
    assert.include(await alert.innerText(), 'E_IMPORT_QUOTE')
  })
})
