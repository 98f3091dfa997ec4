import { test } from '@japa/runner'
import { axe } from '#tests/browser/support/axe'
import type { Page } from 'playwright'
import { TestBrowser } from '#tests/browser/support/browser'
import { unique } from '#tests/support/people'

const part = (page: Page, name: string) => page.locator(`[data-test=${name}]`)

/** Pages of the entity and choice list designers, and what is there when they are. */
const PAGES = [
  ['/design/choices', '[data-test=new]'],
  ['/design/choices/core_theme', '[data-test=new-option]'],
  ['/design/diagram?around=user', '[data-test=node-user]'],
  ['/design/diagram?as=table', 'table'],
  ['/design/entities/contact?tab=relations', '[data-test=new-relation]'],
  ['/design/entities/contact?tab=keys', '[data-test=add-index]'],
  ['/design/entities/contact?tab=settings', '[data-test=title-field]'],
  ['/design/entities/contact?tab=layers', 'main h1, h1'],
] as const

test.group('Pages of the entity designer', (group) => {
  const browser = TestBrowser.for(group)

  test('axe finds nothing in {language}, {theme}')
    .with([
      { language: 'en' as const, theme: 'light' as const },
      { language: 'fa' as const, theme: 'dark' as const },
    ])
    .run(async ({ assert }, look) => {
      const { page, complaints } = await browser.visit({ ...look, roles: ['consultant'] })
      const found: string[] = []
      for (const [path, ready] of PAGES) {
        await page.goto(path)
        await page.locator(ready).first().waitFor()
        const { violations } = await axe(page).analyze()
        found.push(
          ...violations.flatMap((rule) =>
            rule.nodes.map((node) => `${path}: ${rule.id} ${node.target.join(' ')}`)
          )
        )
      }
      assert.deepEqual(found, [])
      assert.deepEqual(complaints, [])
    })

  test('a choice list is made, filled, ordered and applied by keyboard alone', async ({
    assert,
  }) => {
    const { page, complaints } = await browser.visit({ roles: ['consultant'] })
    const label = `Stages ${unique('of')}`
    await page.goto('/design/choices')
    await part(page, 'new').focus()
    await page.keyboard.press('Enter')
    await part(page, 'list-en').focus()
    await page.keyboard.type(label)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/design\/choices\/x_stages/)
    for (const value of ['Closed', 'Open']) {
      await part(page, 'new-option').focus()
      await page.keyboard.type(value)
      await page.keyboard.press('Enter')
    }
    const values = page.getByRole('list', { name: 'Values', exact: true }).getByRole('textbox')
    await values.nth(1).focus()
    await page.keyboard.press('Alt+ArrowUp')
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('li input')?.value === 'Open'
    )
    await part(page, 'review').focus()
    await page.keyboard.press('Enter')
    await page.getByText(`Makes the choice list “${label}”`).waitFor()
    await part(page, 'apply').focus()
    await page.keyboard.press('Enter')
    await page.getByText('Applied. Everybody works with it now.').first().waitFor()
    await page.reload()
    await values.first().waitFor()
    assert.deepEqual(
      await values.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value)),
      ['Open', 'Closed']
    )
    assert.deepEqual(complaints, [])
  })
})
