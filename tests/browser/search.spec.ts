import { test } from '@japa/runner'
import { axe } from '#tests/browser/support/axe'
import { makeRecord, TestBrowser } from '#tests/browser/support/browser'
import { unique } from '#tests/support/people'

test.group('Search page', (group) => {
  const browser = TestBrowser.for(group)

  test('finds records of every kind by their words, narrows to one kind, opens one from the keyboard', async ({
    assert,
  }) => {
    const visit = await browser.visit()
    const name = unique('Kavian').replace('_', '')
    const id = await makeRecord(visit.person, 'contact', {
      first_name: 'Sara',
      last_name: name,
      mobile: '0912 111 2233',
    })
    await makeRecord(visit.person, 'account', { name: `${name} Trading` })
    const { page } = visit
    await page.goto('/search')
    await page.getByRole('searchbox', { name: 'Search all records' }).fill(`${name} sara`)
    await page.getByRole('link', { name: new RegExp(`Sara ${name}`) }).waitFor()
    assert.equal(await page.locator('mark').first().textContent(), 'Sara')
    await page.waitForURL(/q=/)
    await page.getByRole('searchbox').fill(name)
    const kinds = page.getByRole('navigation', { name: 'Kinds of records' })
    await kinds.getByRole('link', { name: /Accounts/ }).click()
    await page.getByRole('link', { name: new RegExp(`${name} Trading`) }).waitFor()
    await page.waitForURL(/kind=account/)
    await kinds.getByRole('link', { name: /All kinds/ }).click()
    await page.getByRole('searchbox').fill('0912-111-2233')
    await page
      .getByRole('link', { name: new RegExp(`Sara ${name}`) })
      .first()
      .waitFor()
    await kinds.getByRole('link', { name: /Accounts/ }).waitFor({ state: 'detached' })
    await page.getByRole('searchbox').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/records/contact/${id}`)
  })

  test('the palette leads to the page', async () => {
    const visit = await browser.visit()
    const name = unique('Paletted').replace('_', '')
    await makeRecord(visit.person, 'account', { name })
    const { page } = visit
    await page.goto('/')
    await page.getByRole('heading', { name: 'Home' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Search or type a command…').fill(name)
    await page.getByRole('option', { name: 'Show all results' }).click()
    await page.waitForURL(`**/search?q=${name}`)
  })

  for (const [language, width] of [
    ['fa', 1440],
    ['en', 390],
  ] as const) {
    test(`has no fault for assistive techniques: ${language}, ${width} wide`, async ({
      assert,
    }) => {
      const visit = await browser.visit({ language, width })
      await makeRecord(visit.person, 'account', { name: 'بازرگانی نیک‌اندیش' })
      const { page } = visit
      await page.goto('/search?q=نیک')
      await page.locator('[data-result]').first().waitFor()
      const { violations } = await axe(page).analyze()
      assert.deepEqual(
        violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
        []
      )
      assert.deepEqual(visit.complaints, [])
      if (process.env.SHOTS)
        await page.screenshot({ path: `${process.env.SHOTS}/search-${language}.png` })
    })
  }
})
