import type { Page } from 'playwright'
import type { LocalizedText } from '#core/metadata/types'
import type { WishedField } from '#tests/browser/consultant/fields'

/** What the story does on a page, and where it is pictured. */
export interface Stage {
  page: Page
  /** Takes a picture for the documentation, when pictures are wanted. */
  picture(name: string): Promise<void>
}

export const part = (page: Page, name: string) => page.locator(`[data-test=${name}]`)

export async function fillTexts(page: Page, test: string, text: LocalizedText): Promise<void> {
  for (const language of ['en', 'fa', 'az'] as const) {
    await part(page, `${test}-${language}`).fill(text[language] ?? '')
  }
}

export async function makeEntity(
  { page, picture }: Stage,
  singular: LocalizedText,
  plural: LocalizedText,
  roles: readonly string[]
): Promise<void> {
  await page.goto('/design/entities')
  await part(page, 'new').click()
  await fillTexts(page, 'singular', singular)
  await fillTexts(page, 'plural', plural)
  const name = await part(page, 'name').inputValue()
  await part(page, 'roles').click()
  for (const role of roles) await page.getByRole('option', { name: role, exact: true }).click()
  await page.keyboard.press('Escape')
  await picture(`new-entity-${name}`)
  await part(page, 'make').click()
  await page.waitForURL(`**/design/entities/${name}`)
}

async function makeList(page: Page, list: NonNullable<WishedField['list']>): Promise<void> {
  await part(page, 'new-list').click()
  await fillTexts(page, 'list', list.label)
  await part(page, 'make-list').click()
  for (const value of list.values) {
    await part(page, 'new-option').fill(value)
    await part(page, 'add-option').click()
  }
}

export async function addField({ page, picture }: Stage, field: WishedField): Promise<void> {
  await part(page, 'new-field').click()
  await part(page, `type-${field.type}`).click()
  await fillTexts(page, 'label', field.label)
  if (field.list) {
    await makeList(page, field.list)
    await picture(`field-${field.type}`)
  }
  for (const [setting, option] of Object.entries(field.pick ?? {})) {
    await part(page, `setting-${setting}`).click()
    await page.getByRole('option', { name: option, exact: true }).click()
    if (setting === 'targets') await page.keyboard.press('Escape')
  }
  for (const [setting, value] of Object.entries(field.type_in ?? {})) {
    await part(page, `setting-${setting}`).fill(value)
  }
  await part(page, 'add').click()
  await part(page, 'add').waitFor({ state: 'detached' })
}

/** Looks at the plan and applies everything collected. */
export async function applyChanges({ page, picture }: Stage, name: string): Promise<void> {
  await part(page, 'review').click()
  await part(page, 'step').first().waitFor()
  await picture(`plan-${name}`)
  await part(page, 'apply').click()
  await page.getByText('Applied. Everybody works with it now.').first().waitFor()
}
