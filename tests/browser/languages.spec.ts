import { test } from '@japa/runner'
import { makeRecord, TestBrowser } from '#tests/browser/support/browser'

test.group('Languages', (group) => {
  const browser = TestBrowser.for(group)

  test('switching to Persian turns the page round without loading it again', async ({ assert }) => {
    const { page, person, complaints } = await browser.visit()
    /** Rows enough to stand under the open menu: their sticky cells must not cover it. */
    for (let row = 1; row <= 20; row++) {
      await makeRecord(person, 'contact', { last_name: `Under the menu ${row}` })
    }
    await page.goto('/records/contact')
    await page.getByRole('heading', { name: 'Contacts', exact: true }).waitFor()
    await page.evaluate(() => document.body.setAttribute('data-same-page', 'yes'))
    await page.getByRole('button', { name: /Account:/ }).click()
    await page.getByRole('menuitem', { name: 'Language' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'فارسی' }).click()
    await page.getByRole('heading', { name: 'اشخاص', exact: true }).waitFor()
    assert.equal(await page.locator('html').getAttribute('dir'), 'rtl')
    assert.equal(await page.locator('body').getAttribute('data-same-page'), 'yes')
    const sidebar = await page.getByRole('complementary', { name: 'نوار کناری' }).boundingBox()
    assert.isAbove(sidebar?.x ?? 0, 700)
    assert.deepEqual(complaints, [])
  })

  test('in Persian, dates are Jalali, digits Persian, and phones run from left to right', async ({
    assert,
  }) => {
    const visit = await browser.visit({ language: 'fa' })
    const id = await makeRecord(visit.person, 'contact', {
      last_name: 'کریمی',
      mobile: '09121234567',
      birth_date: '1990-03-21',
    })
    const { page } = visit
    await page.goto(`/records/contact/${id}`)
    assert.equal(await page.locator('#field-birth_date').inputValue(), '۱۳۶۹/۰۱/۰۱')
    const phone = page.locator('#field-mobile')
    assert.equal(await phone.getAttribute('dir'), 'ltr')
    assert.match(await phone.inputValue(), /^0912 123 4567$/)
  })

  test('a Jalali date is picked from a month that starts on Saturday', async ({ assert }) => {
    const visit = await browser.visit({ language: 'fa' })
    const id = await makeRecord(visit.person, 'contact', {
      last_name: 'کریمی',
      birth_date: '1990-03-21',
    })
    const { page } = visit
    await page.goto(`/records/contact/${id}`)
    await page.locator('[data-field=birth_date]').hover()
    await page.locator('[data-field=birth_date]').getByRole('button').click()
    await page.getByText('فروردین ۱۳۶۹').waitFor()
    const month = page.getByRole('application')
    assert.equal((await month.locator('th').first().innerText()).trim(), 'ش')
    await month.getByText('۵', { exact: true }).first().click()
    await page.waitForFunction(
      () => (document.getElementById('field-birth_date') as HTMLInputElement).value === '۱۳۶۹/۰۱/۰۵'
    )
  })

  test('Azerbaijani is complete: no key shows through', async ({ assert }) => {
    const { page } = await browser.visit({ language: 'az' })
    for (const path of ['/', '/records/case', '/records/case/new', '/account']) {
      await page.goto(path)
      await page.getByRole('heading').first().waitFor()
      await page.waitForTimeout(500)
      const text = await page.locator('body').innerText()
      assert.notMatch(
        text,
        /\b(?:list|record|filter|states|actions|shell|menu|crm|inputs)\.[a-z_]+\b/
      )
    }
  })
})
