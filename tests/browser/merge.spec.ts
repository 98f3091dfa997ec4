import { test } from '@japa/runner'
import { axe } from '#tests/browser/support/axe'
import { makeRecord, TestBrowser } from '#tests/browser/support/browser'
import { unique } from '#tests/support/people'

const shot = (name: string) => (process.env.SHOTS ? `${process.env.SHOTS}/${name}.png` : undefined)

test.group('Merging and sharing', (group) => {
  const browser = TestBrowser.for(group)

  test('two accounts become one, the old address leads on, and the merge is undone', async ({
    assert,
  }) => {
    const visit = await browser.visit()
    const name = unique('Mergeable').replace('_', '')
    const kept = await makeRecord(visit.person, 'account', { name, phone: '021 8800 1100' })
    const gone = await makeRecord(visit.person, 'account', { name: `${name} Ltd` })
    const { page } = visit
    await page.goto(`/records/account/merge?ids=${kept},${gone}`)
    await page
      .getByRole('radio', { name: new RegExp(`of ${name} Ltd`) })
      .first()
      .check()
    const { violations } = await axe(page).analyze()
    assert.deepEqual(
      violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
      []
    )
    const path = shot('merge-en')
    if (path) await page.screenshot({ path })
    await page.getByRole('button', { name: 'Merge 2 records' }).click()
    await page.waitForURL(`**/records/account/${kept}`)
    await page.getByRole('heading', { name: `${name} Ltd` }).waitFor()
    await page.goto(`/records/account/${gone}`)
    await page.waitForURL(`**/records/account/${kept}`)
    await page.getByRole('button', { name: 'Undo the merge' }).click()
    await page.waitForURL(`**/records/account/${gone}`)
    await page.getByRole('heading', { name: `${name} Ltd` }).waitFor()
    assert.deepEqual(visit.complaints, [])
  })

  test('a record is shared from its page, and the receiver finds it', async ({ assert }) => {
    const visit = await browser.visit({ language: 'fa' })
    const receiver = await browser.visit()
    const name = unique('Shareable').replace('_', '')
    const id = await makeRecord(visit.person, 'account', { name })
    const { page } = visit
    await page.goto(`/records/account/${id}`)
    await page.getByRole('button', { name: 'اشتراک', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: /^شخص/ }).click()
    await page.getByPlaceholder(/جستجو/).last().fill(receiver.person.actor.name)
    await page.getByRole('option').first().click()
    await dialog.getByRole('button', { name: 'اشتراک', exact: true }).click()
    await dialog.getByText(receiver.person.actor.name).last().waitFor()
    const { violations } = await axe(page).analyze()
    assert.deepEqual(
      violations.map(({ id: rule, nodes }) => [rule, nodes.map(({ html }) => html)]),
      []
    )
    const path = shot('share-fa')
    if (path) await page.screenshot({ path })
    await receiver.page.goto('/shared')
    await receiver.page.getByRole('link', { name }).waitFor()
  })

  test('access is explained, and the application is seen as a role does', async ({ assert }) => {
    const visit = await browser.visit()
    const { page } = visit
    await page.goto(`/admin/access?user=${visit.person.userId}&entity=account&privilege=update`)
    await page.getByText(/ may\.$/).waitFor()
    const { violations } = await axe(page).analyze()
    assert.deepEqual(
      violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
      []
    )
    const path = shot('access-en')
    if (path) await page.screenshot({ path })
    await page.getByRole('button', { name: /^Choose roles/ }).click()
    await page.getByRole('option', { name: 'Agent', exact: true }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await page.getByText('You are looking as:').waitFor()
    assert.equal(await page.getByRole('link', { name: 'Users' }).count(), 0)
    await page.getByRole('button', { name: 'End', exact: true }).click()
    await page.waitForURL('**/admin/access')
  })
})
