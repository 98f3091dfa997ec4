import type { Page } from 'playwright'

/** Goes forward with Tab until the focus is at (or in) what is wanted. */
export async function tabTo(page: Page, wanted: string, limit = 150): Promise<void> {
  for (let n = 0; n < limit; n++) {
    const there = await page.evaluate(
      (selector) =>
        document.activeElement?.closest(selector) !== null && document.activeElement !== null,
      wanted
    )
    if (there) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`The keyboard does not reach ${wanted}`)
}

/** Puts an element, found by its name, where the chosen one is. */
export async function add(page: Page, what: string): Promise<void> {
  await page.keyboard.press('+')
  await page.locator('[data-test=add-menu] input').waitFor()
  await page.locator('[data-test=add-menu] input:focus').waitFor()
  await page.keyboard.type(what)
  await page.locator('[data-test=add-menu] [role=option]').first().waitFor()
  await page.keyboard.press('Enter')
  await page.locator('[data-test=add-menu]').waitFor({ state: 'detached' })
  await page.locator('[role=treeitem]:focus').waitFor()
}

/** Puts text into a property of the chosen element and comes back to the form. */
export async function write(page: Page, property: string, text: string): Promise<void> {
  await page.keyboard.press('Enter')
  await tabTo(page, `[data-property="${property}"] :is(input, textarea)`)
  await page.keyboard.type(text)
  await page.keyboard.press('Escape')
  await page.locator('[role=treeitem]:focus').waitFor()
}
