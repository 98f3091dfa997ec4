import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { callApi, TestBrowser } from '#tests/browser/support/browser'
import { unique, type SignedIn } from '#tests/support/people'

const part = (page: Page, name: string) => page.locator(`[data-test=${name}]`)

/** Adds a field through the panel; settings are chosen by their visible words. */
async function addField(
  page: Page,
  type: string,
  label: string,
  choose?: { setting: string; option: string }
): Promise<void> {
  await part(page, 'new-field').click()
  await part(page, `type-${type}`).click()
  await part(page, 'label-en').fill(label)
  if (choose) {
    await part(page, `setting-${choose.setting}`).click()
    await page.getByRole('option', { name: choose.option, exact: true }).click()
  }
  await part(page, 'add').click()
  await part(page, 'add').waitFor({ state: 'detached' })
}

interface Layers {
  effective: Record<string, unknown>
}
const layersOf = (person: SignedIn, entity: string): Promise<Layers> =>
  callApi(person, 'GET', `/api/metadata/layers/entity/${entity}`)

/** An entity whose forms the product opens to those who may design forms, and whether it keeps form versions. */
async function openEntity(person: SignedIn): Promise<{ open: string; kept: boolean }> {
  const { entities } = await callApi<{ entities: Record<string, object> }>(
    person,
    'GET',
    '/api/metadata'
  )
  for (const open of Object.keys(entities)) {
    const { effective } = await layersOf(person, open)
    if (effective.openForms === true) return { open, kept: effective.keepFormVersion === true }
  }
  throw new Error('No plugin opens the forms of an entity')
}

test.group('Entity designer in the browser', (group) => {
  const browser = TestBrowser.for(group)

  test('a consultant makes an entity with three fields, sees the plan, applies it, and it is there to work with', async ({
    assert,
  }) => {
    const { page, complaints } = await browser.visit({ roles: ['consultant'] })
    const label = `Loan ${unique('request')}`
    await page.goto('/design/entities')
    await part(page, 'new').click()
    await part(page, 'singular-en').fill(label)
    await part(page, 'plural-en').fill(`${label}s`)
    const name = await part(page, 'name').inputValue()
    assert.match(name, /^x_loan_request/)
    await part(page, 'roles').click()
    await page.getByRole('option', { name: 'Agent', exact: true }).click()
    await page.keyboard.press('Escape')
    await part(page, 'make').click()
    await page.waitForURL(`**/design/entities/${name}`)
    await addField(page, 'money', 'Amount')
    await addField(page, 'lookup', 'Applicant', { setting: 'target', option: 'Contact' })
    await part(page, 'review').click()
    await page.getByText(`Creates the table ${name} with`).waitFor()
    await page.getByText(`Makes the entity “${label}”`).waitFor()
    await part(page, 'apply').click()
    await page.getByText('Applied. Everybody works with it now.').first().waitFor()

    const { page: desk } = await browser.visit({ roles: ['agent'] })
    await desk.goto(`/records/${name}/new`)
    await desk.getByLabel('Title').fill('First loan')
    await desk.getByLabel('Amount').fill('1200')
    await desk.getByRole('button', { name: 'Create', exact: true }).last().click()
    await desk.waitForURL(/\/records\/x_loan_request_\d+\/\d+$/)
    await desk.getByRole('heading', { name: 'First loan' }).waitFor()
    assert.deepEqual(complaints, [])
  })

  test('a switch that the product turns on is turned off, and on again', async ({ assert }) => {
    const { page, person, complaints } = await browser.visit()
    const { open, kept } = await openEntity(person)
    assert.isTrue(kept)
    await page.goto(`/design/entities/${open}?tab=settings`)
    for (const [name, key] of Object.entries({
      'entity-open-forms': 'openForms',
      'entity-keeps-form': 'keepFormVersion',
      'entity-audited': 'audited',
    })) {
      for (const on of [false, true]) {
        await part(page, name).click()
        await page.locator(`[data-test=${name}][aria-checked=${on}]`).waitFor()
        await part(page, 'review').click()
        await part(page, 'apply').click()
        await part(page, 'apply').waitFor({ state: 'detached' })
        const { effective } = await layersOf(person, open)
        assert.equal(effective[key], on, `${key} ${on}`)
      }
    }
    assert.deepEqual(complaints, [])
  })
})
