import { test } from '@japa/runner'
import { axe } from '#tests/browser/support/axe'
import type { Page } from 'playwright'
import { makeRecord, TestBrowser } from '#tests/browser/support/browser'

/** Both directions and both themes, each page once in each direction: contrast is of the theme, order and names are of the language. */
const COMBINATIONS = [
  { language: 'en' as const, theme: 'light' as const },
  { language: 'fa' as const, theme: 'dark' as const },
]

const FILTER = { en: 'Filter', fa: 'فیلتر' }

/** Violations as short lines: where, which rule, which elements. */
async function violations(page: Page, where: string): Promise<string[]> {
  const { violations: found } = await axe(page).analyze()
  return found.flatMap((rule) =>
    rule.nodes.map((node) => `${where}: ${rule.id} ${node.target.join(' ')}`)
  )
}

test.group('Accessibility', (group) => {
  const browser = TestBrowser.for(group)

  test('axe finds nothing in {language}, {theme}')
    .with(COMBINATIONS)
    .run(async ({ assert }, { language, theme }) => {
      const visit = await browser.visit({ language, theme })
      const { page, person } = visit
      const id = await makeRecord(person, 'contact', {
        first_name: 'Sara',
        last_name: 'Karimi',
        mobile: '09121234567',
      })
      await makeRecord(person, 'case', { title: 'Card lost', customer: id })
      const found: string[] = []
      const look = async (path: string, ready: string) => {
        await page.goto(path)
        await page.locator(ready).first().waitFor()
        await page.waitForLoadState('networkidle')
        found.push(...(await violations(page, path)))
      }
      await look('/', 'main h2')
      await look('/records/case', '[role=grid]')
      await page.getByRole('button', { name: FILTER[language], exact: true }).click()
      await page.locator('fieldset').waitFor()
      found.push(...(await violations(page, 'filter builder')))
      await look(`/records/contact/${id}`, '#field-last_name')
      await look(`/records/contact/${id}?tab=cases`, '[role=grid]')
      await look(`/records/contact/${id}?tab=history`, 'table')
      await look('/records/case/new', '#field-title')
      await page.keyboard.press('Control+k')
      await page.locator('[role=listbox]').waitFor()
      await page.waitForTimeout(300)
      found.push(...(await violations(page, 'palette')))
      await look('/account', 'form')
      assert.deepEqual(found, [])
    })

  test('axe finds nothing on the pages before signing in')
    .with(['light' as const, 'dark' as const])
    .run(async ({ assert }, theme) => {
      const { page } = await browser.stranger({ theme })
      await page.goto('/sign-in')
      await page.locator('form').waitFor()
      assert.deepEqual(await violations(page, 'sign-in'), [])
      await page.getByRole('button', { name: 'فارسی' }).click()
      await page.locator('html[dir=rtl]').waitFor()
      assert.deepEqual(await violations(page, 'sign-in, Persian'), [])
    })

  test('on a narrow screen nothing is wider than the screen but the table itself')
    .with(['en' as const, 'fa' as const])
    .run(async ({ assert }, language) => {
      const visit = await browser.visit({ language, width: 390, height: 844 })
      const id = await makeRecord(visit.person, 'contact', { last_name: 'Karimi' })
      for (const path of [
        '/',
        '/records/contact',
        `/records/contact/${id}`,
        '/records/contact/new',
      ]) {
        await visit.page.goto(path)
        await visit.page.locator('main').waitFor()
        await visit.page.waitForLoadState('networkidle')
        const width = await visit.page.evaluate(() => document.documentElement.scrollWidth)
        assert.isAtMost(width, 390, path)
      }
    })
})
