import type { Page } from 'playwright'

/** So often in a row the focus must be found where it was. */
const LOOKS = 3
const BETWEEN = 50

/**
 * Waits until lists are closed and the focus stays where it is. A list that closes gives the focus back a moment later; what is typed
 * in between (Playwright's `fill` types, too) goes to where the focus is then.
 */
export async function focusSettled(page: Page): Promise<void> {
  await page.locator('[role=listbox]').first().waitFor({ state: 'detached' })
  await page.evaluate(
    ([looks, between]) =>
      new Promise<void>((resolve) => {
        let [last, same] = [document.activeElement, 0]
        const timer = setInterval(() => {
          same = document.activeElement === last ? same + 1 : 0
          last = document.activeElement
          if (same < looks) return
          clearInterval(timer)
          resolve()
        }, between)
      }),
    [LOOKS, BETWEEN] as const
  )
}
