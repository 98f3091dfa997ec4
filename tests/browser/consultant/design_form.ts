import type { Page } from 'playwright'
import type { Stage } from '#tests/browser/consultant/design_entities'

const focused = (page: Page) => page.locator('[role=treeitem]:focus')

/** Adds an element after the chosen one, as somebody does who keeps the hands on the keys. */
async function add(page: Page, what: string): Promise<void> {
  await page.keyboard.press('+')
  await page.locator('[data-test=add-menu] input:focus').waitFor()
  await page.keyboard.type(what)
  await page.locator('[data-test=add-menu] [role=option]').first().waitFor()
  await page.keyboard.press('Enter')
  await page.locator('[data-test=add-menu]').waitFor({ state: 'detached' })
  await focused(page).waitFor()
}

async function property(page: Page, name: string, ...texts: string[]): Promise<void> {
  for (const [at, text] of texts.entries()) {
    await page.locator(`[data-property="${name}"] :is(input, textarea)`).nth(at).fill(text)
  }
}

/**
 * Two pages: all that is asked of the applicant, moved there as it stands, and the guarantors as repeating rows. The contract is
 * asked for only above an amount, the points follow from amount and time.
 */
export async function designForm({ page, picture }: Stage): Promise<void> {
  await page.goto('/design/forms/x_loan_request_main')
  await page.locator('[role=treeitem]').first().waitFor()
  await page.locator('[role=tree]').focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Control+x')
  await page.locator('[role=treeitem]').first().waitFor({ state: 'detached' })
  await page.locator('[role=tree]').focus()
  await add(page, 'Page')
  await property(page, 'label', 'Request', 'درخواست', 'Müraciət')
  await choose(page, 'x_page')
  await page.keyboard.press('Control+v')
  await choose(page, 'x_contract')
  await property(page, 'visibleWhen', 'x_amount > 1000')
  await choose(page, 'x_points')
  await property(page, 'value', 'x_amount / x_months')
  await picture('form-builder')
  await choose(page, 'x_page')
  await add(page, 'Page')
  await property(page, 'label', 'Guarantors', 'ضامن‌ها', 'Zaminlər')
  await page.locator('[role=treeitem]', { hasText: 'Guarantors' }).last().focus()
  await add(page, 'Repeating rows')
  await add(page, 'Title')
  await add(page, 'Income')
  await picture('form-repeater')
  await page.keyboard.press('Control+Enter')
  await page.getByText('is published').first().waitFor()
}

async function choose(page: Page, element: string): Promise<void> {
  await page.locator(`[data-element=${element}]`).click({ position: { x: 12, y: 8 } })
  await page.locator(`[data-element=${element}]:focus`).waitFor()
}
