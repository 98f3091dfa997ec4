import type { Locator, Page } from 'playwright'

/** Milliseconds that a list may take to be gone. */
const PATIENCE = 20_000

/**
 * Waits until nothing that was opened is still closing, and who had the focus before has it back. Lists, menus and dialogs give it back
 * a task after they are gone (reka-ui's FocusScope); on a busy machine that is between the two halves of Playwright's `fill`, which puts
 * the focus into the field and then types to wherever the focus is.
 */
export async function focusSettled(page: Page): Promise<void> {
  try {
    await page.evaluate(untilNothingCloses, PATIENCE)
  } catch (error) {
    /** The page went elsewhere meanwhile; the next one has its own focus. */
    if (!String(error).includes('Execution context was destroyed')) throw error
    await focusSettled(page)
  }
}

/** In the page. */
async function untilNothingCloses(patience: number): Promise<void> {
  const closing = ['listbox', 'menu', 'dialog', 'alertdialog']
    .map((role) => `[role=${role}][data-state=closed]`)
    .join()
  const turn = () => new Promise((resolve) => setTimeout(resolve))
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  const end = performance.now() + patience
  do {
    await turn()
    await frame()
    if (performance.now() > end) throw new Error('Something is closing and never closed')
  } while (document.querySelector(closing))
  await turn()
}

/** What sends keys to a page, by name. */
const TYPING = ['focus', 'fill', 'press', 'pressSequentially'] as const
const KEYS = ['press', 'type', 'insertText'] as const
let patient = false

/** `target[name]` is called as before, after `wait`. */
function after<T extends object>(target: T, name: keyof T, wait: (self: T) => Promise<void>): void {
  const original = target[name] as (...parts: unknown[]) => Promise<void>
  const patiently = async function (this: T, ...parts: unknown[]): Promise<void> {
    await wait(this)
    await original.apply(this, parts)
  }
  target[name] = patiently as T[keyof T]
}

/** Lets everything that types into this page wait for the focus, as a person does who sees a list close. */
export function typePatiently(page: Page): void {
  for (const name of KEYS) after(page.keyboard, name, () => focusSettled(page))
  if (patient) return
  patient = true
  const locators = Object.getPrototypeOf(page.locator('body')) as Locator
  for (const name of TYPING) after(locators, name, (locator) => focusSettled(locator.page()))
}
