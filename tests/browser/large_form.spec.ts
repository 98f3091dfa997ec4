import { test } from '@japa/runner'
import type { Page } from 'playwright'
import type { Json } from '#core/metadata/types'
import { benchForm } from '#tests/bench/support/large_form'
import { axe } from '#tests/browser/support/axe'
import { callApi, TestBrowser, type Visit } from '#tests/browser/support/browser'
import { unique, type SignedIn } from '#tests/support/people'

type JsonObject = { [key: string]: Json }
const FIELDS = 300
/** Of the first page: half of the fields, of every ten of them one is hidden at first. */
const DRAWN = FIELDS / 2 - FIELDS / 20

/** A new entity with the form that the bench measures; its name. */
async function largeForm(person: SignedIn, required: string[] = []): Promise<string> {
  const name = unique('x_large')
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '')
  const { entity, form } = benchForm(FIELDS)
  for (const one of required) {
    const field = (entity.fields as JsonObject)[one] as JsonObject
    field.required = true
  }
  const changes = [
    { kind: 'entity', name, path: [], value: entity },
    { kind: 'form', name: `${name}_main`, path: [], value: { ...form, entity: name } },
  ]
  await callApi(person, 'POST', '/api/metadata/changes', { changes })
  return name
}

/** Keeps the browser from drawing what waits for a pause, until `window.goOn()`. */
async function withoutPauses(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const waiting: IdleRequestCallback[] = []
    const ask = window.requestIdleCallback.bind(window)
    window.requestIdleCallback = (callback) => waiting.push(callback)
    Object.assign(window, {
      goOn: () => {
        window.requestIdleCallback = ask
        for (const callback of waiting.splice(0)) ask(callback)
      },
    })
  })
}
const goOn = (page: Page) => page.evaluate(() => (window as unknown as { goOn(): void }).goOn())
const fields = (page: Page) => page.locator('[data-field]').count()
const allDrawn = (page: Page) =>
  page.waitForFunction((count) => document.querySelectorAll('[data-field]').length >= count, DRAWN)

async function open(visit: Visit, required: string[] = []): Promise<string> {
  const name = await largeForm(visit.person, required)
  await visit.page.goto(`/records/${name}/new`)
  await visit.page.locator('#field-x_field_0').waitFor()
  return name
}
/** Where the focus is: the name of the field. */
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest('[data-field]')?.getAttribute('data-field'))

/** The focus is at a field, it stands on the screen and says that it is wrong. */
async function atFault(page: Page, field: string): Promise<void> {
  await page.locator(`#field-${field}[aria-invalid=true]:focus`).waitFor()
  await page.waitForFunction((id) => {
    const { top, bottom } = document.getElementById(id)?.getBoundingClientRect() ?? {}
    return top !== undefined && bottom !== undefined && top >= 0 && bottom <= window.innerHeight
  }, `field-${field}`)
  await page.locator(`[data-field=${field}]`).getByRole('listitem').waitFor()
}

test.group('A form of hundreds of fields', (group) => {
  const browser = TestBrowser.for(group)

  test('the first screen stands before the rest, which comes by itself', async ({ assert }) => {
    const visit = await browser.visit()
    const { page, complaints } = visit
    await withoutPauses(page)
    await open(visit)
    const first = await fields(page)
    assert.isAbove(first, 30)
    assert.isBelow(first, 60)
    const height = () => page.locator('form').evaluate((form) => form.scrollHeight)
    const waiting = await height()
    await goOn(page)
    await allDrawn(page)
    assert.approximately((await height()) / waiting, 1, 0.15)
    assert.deepEqual(complaints, [])
  })

  test('a fault that is not drawn yet is found, and the focus is led to it', async () => {
    const visit = await browser.visit()
    const { page } = visit
    await withoutPauses(page)
    await open(visit, ['x_field_140', 'x_field_290'])
    await page.locator('#main').getByRole('button', { name: 'Create', exact: true }).click()
    await atFault(page, 'x_field_140')
    await page.locator('#field-x_field_140').fill('Filled')
    await page.locator('#main').getByRole('button', { name: 'Create', exact: true }).click()
    /** On a page that nobody has opened yet. */
    await atFault(page, 'x_field_290')
  })

  test('what was never drawn is saved all the same', async ({ assert }) => {
    const visit = await browser.visit()
    const { page, person } = visit
    await withoutPauses(page)
    const name = await open(visit)
    await page.locator('#field-x_field_1').fill('2')
    await page.locator('#main').getByRole('button', { name: 'Create', exact: true }).click()
    await page.waitForURL(new RegExp(`/records/${name}/\\d+$`))
    const path = new URL(page.url()).pathname
    const { record } = await callApi<{ record: JsonObject }>(person, 'GET', `/api${path}`)
    assert.equal(record.x_field_3, 2)
    /** Calculated far below, and on a page that nobody opened. */
    assert.equal(record.x_field_143, 0)
    assert.equal(record.x_field_293, 0)
  })

  test('everything is printed', async ({ assert }) => {
    const visit = await browser.visit()
    const { page } = visit
    await withoutPauses(page)
    await open(visit)
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')))
    assert.equal(await fields(page), DRAWN)
    await page.emulateMedia({ media: 'print' })
    const leftOut = await page
      .locator('.pv-section-body')
      .evaluateAll(
        (bodies) =>
          bodies.filter((body) => getComputedStyle(body).contentVisibility !== 'visible').length
      )
    assert.equal(leftOut, 0)
  })

  for (const language of ['en', 'fa'] as const) {
    test(`what is far below is found, reached by Tab and by its address, in ${language}`, async ({
      assert,
    }) => {
      const visit = await browser.visit({ language })
      const { page, complaints } = visit
      await open(visit)
      await allDrawn(page)
      const label = await page.locator('label[for=field-x_field_139]').textContent()
      assert.isTrue(
        await page.evaluate(
          (text) => (window as unknown as { find(text: string): boolean }).find(text),
          label?.trim() ?? ''
        )
      )
      await page.locator('#field-x_field_139').focus()
      await page.keyboard.press('Tab')
      assert.equal(await focused(page), 'x_field_140')
      const { violations } = await axe(page).analyze()
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')}`),
        []
      )
      assert.deepEqual(complaints, [])
    })

    test(`a list and a calendar wake when they are used, by keyboard, in ${language}`, async ({
      assert,
    }) => {
      const visit = await browser.visit({ language })
      const { page, complaints } = visit
      await open(visit)
      const choice = page.locator('#field-x_field_8')
      await choice.focus()
      await page.keyboard.press('ArrowDown')
      await page.getByRole('option').first().waitFor()
      assert.equal(await choice.getAttribute('aria-expanded'), 'true')
      await page.keyboard.press('Escape')
      await page.getByRole('listbox').waitFor({ state: 'hidden' })
      assert.equal(await focused(page), 'x_field_8')
      await page.keyboard.press('Enter')
      await page.getByRole('option').nth(1).waitFor()
      const second = await page.getByRole('option').nth(1).innerText()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await page.getByRole('listbox').waitFor({ state: 'hidden' })
      assert.include(await choice.innerText(), second.trim())

      const date = page.locator('[data-field=x_field_5]')
      await date.getByRole('button').focus()
      await page.keyboard.press('Enter')
      await page.locator('[data-reka-calendar-cell-trigger]:focus').waitFor()
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
      assert.notEqual(await date.getByRole('textbox').inputValue(), '')
      assert.equal(await focused(page), 'x_field_5')
      assert.deepEqual(complaints, [])
    })
  }

  test('a value that a sleeping list shows can be taken away', async ({ assert }) => {
    const visit = await browser.visit()
    const { page, person } = visit
    const name = await largeForm(person)
    const { record } = await callApi<{ record: { id: number } }>(
      person,
      'POST',
      `/api/records/${name}`,
      { values: { x_field_8: 'high' } }
    )
    await page.goto(`/records/${name}/${record.id}`)
    const choice = page.locator('[data-field=x_field_8]')
    await choice.hover()
    await choice.locator('button span:has(> svg)').last().click()
    await page.getByText('Saved', { exact: true }).first().waitFor()
    const stored = await callApi<{ record: JsonObject }>(
      person,
      'GET',
      `/api/records/${name}/${record.id}`
    )
    assert.isNull(stored.record.x_field_8)
  })
})
