import { test } from '@japa/runner'
import { axe } from '#tests/browser/support/axe'
import type { Page } from 'playwright'
import { callApi, TestBrowser, type VisitOptions } from '#tests/browser/support/browser'
import { unique, type SignedIn } from '#tests/support/people'

const part = (page: Page, name: string) => page.locator(`[data-test=${name}]`)
const text = (en: string) => ({ en, fa: en, az: en })
const field = (type: string, en: string, more: object = {}) => ({ type, label: text(en), ...more })
const LOOKS: VisitOptions[] = [
  { language: 'en', theme: 'light' },
  { language: 'fa', theme: 'dark' },
]

/** Makes entities through the API, in one change set. */
async function make(person: SignedIn, entities: Record<string, object>): Promise<void> {
  const operations = Object.entries(entities).map(([name, fields]) => ({
    ...{ op: 'set', kind: 'entity', name, path: [] },
    value: {
      ...{ label: text(name), labelPlural: text(name), titleField: 'x_title' },
      fields: { x_title: field('text', 'Title', { required: true }), ...fields },
    },
  }))
  const { revision } = await callApi(person, 'POST', '/api/metadata/plan', { operations })
  await callApi(person, 'POST', '/api/metadata/apply', { operations, revision })
}

async function violations(page: Page): Promise<string[]> {
  const found = await axe(page).analyze()
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id} ${node.target.join(' ')}`)
  )
}

/** What stands in the field definitions of the server. */
async function fieldsOf(person: SignedIn, entity: string): Promise<Record<string, unknown>> {
  const { effective } = await callApi<{ effective: { fields: Record<string, unknown> } }>(
    person,
    'GET',
    `/api/metadata/layers/entity/${entity}`
  )
  return effective.fields
}

/** Looks at the plan and carries it out, by keyboard. */
async function apply(page: Page): Promise<void> {
  await part(page, 'review').press('Enter')
  await part(page, 'step').first().waitFor()
  await part(page, 'apply').press('Enter')
  await part(page, 'apply').waitFor({ state: 'detached' })
}

/** Opens the panel of a new field and takes a kind by its name, by keyboard. */
async function newField(page: Page, button: string, type: string, label: string): Promise<void> {
  await part(page, button).press('Enter')
  await part(page, `type-${type}`).press('Enter')
  await part(page, 'label-en').fill(label)
  const other = part(page, 'label-fa')
  if (await other.isVisible()) await other.fill(label)
}

async function add(page: Page): Promise<void> {
  await part(page, 'add').press('Enter')
  await part(page, 'add').waitFor({ state: 'detached' })
}

/** Chooses in a select by its visible words, by keyboard. The list gives the focus back once it has closed. */
async function choose(page: Page, name: string, option: string, several = false): Promise<void> {
  const wanted = page.getByRole('option', { name: option, exact: true })
  await part(page, name).press('Enter')
  await wanted.waitFor()
  await page.keyboard.type(option)
  await wanted.and(page.locator('[data-highlighted]')).waitFor()
  await page.keyboard.press('Enter')
  if (several) await page.keyboard.press('Escape')
  await page.getByRole('listbox').waitFor({ state: 'detached' })
}

test.group('Computed fields, relations and indexes in the entity designer', (group) => {
  const browser = TestBrowser.for(group)

  test(
    'a formula says what is wrong with it, completes names, and is made by keyboard, in {language}'
  )
    .with(LOOKS)
    .run(async ({ assert }, look) => {
      const { page, person, complaints } = await browser.visit(look)
      const name = unique('x_priced')
      await make(person, { [name]: { x_amount: field('integer', 'Amount') } })
      await page.goto(`/design/entities/${name}`)
      await newField(page, 'new-field', 'formula', 'Twice')
      const expression = part(page, 'setting-expression')
      await expression.fill('x_amount *')
      await part(page, 'feel-fault').waitFor()
      await expression.fill('x_nothing + 1')
      await part(page, 'feel-fault').getByText('x_nothing').waitFor()
      assert.deepEqual(await violations(page), [])
      await expression.fill('')
      await part(page, 'feel-fault').waitFor({ state: 'detached' })
      await part(page, 'expression').press('Enter')
      const editor = page.locator('.cm-content')
      await editor.focus()
      await page.keyboard.type('x_am')
      await page.locator('.cm-tooltip-autocomplete [aria-selected=true]').waitFor()
      /** The editor takes no Enter at once, lest one meant for a new line choose what has just come up. */
      await page.waitForTimeout(200)
      await page.keyboard.press('Enter')
      await page.keyboard.type(' * 2')
      assert.deepEqual(await violations(page), [])
      await page.keyboard.press('Control+Enter')
      await editor.waitFor({ state: 'detached' })
      assert.equal(await expression.inputValue(), 'x_amount * 2')
      await add(page)
      await apply(page)
      const fields = await fieldsOf(person, name)
      assert.containsSubset(fields.x_twice, {
        ...{ type: 'formula', expression: 'x_amount * 2', result: 'number' },
      })
      assert.deepEqual(complaints, [])
    })

  test('a roll-up counts only what its filter lets through', async ({ assert }) => {
    const { page, person, complaints } = await browser.visit()
    const [parent, child] = [unique('x_shop'), unique('x_sale')]
    await make(person, {
      [parent]: {
        x_sales: field('one_to_many', 'Sales', { target: child, inverse: 'x_shop' }),
      },
      [child]: {
        x_shop: field('lookup', 'Shop', { target: parent }),
        x_price: field('integer', 'Price'),
      },
    })
    await page.goto(`/design/entities/${parent}`)
    await newField(page, 'new-field', 'rollup', 'Large sales')
    await choose(page, 'setting-relation', 'Sales')
    await part(page, 'setting-function').click()
    await page.getByRole('option').first().click()
    await part(page, 'setting-filter').click()
    await page.getByRole('button', { name: 'Add condition' }).waitFor()
    assert.deepEqual(await violations(page), [])
    await page.getByRole('button', { name: /^Field:/ }).click()
    await page.getByRole('option', { name: 'Price', exact: true }).click()
    await page.getByLabel('Value for Price').fill('5')
    await add(page)
    await apply(page)
    const fields = await fieldsOf(person, parent)
    assert.containsSubset(fields.x_large_sales, { type: 'rollup', relation: 'x_sales' })
    assert.include(JSON.stringify(fields.x_large_sales), '"path":"x_price"')
    assert.deepEqual(complaints, [])
  })

  test('a relation and an index are made by keyboard, in {language}')
    .with(LOOKS)
    .run(async ({ assert }, look) => {
      const { page, person, complaints } = await browser.visit(look)
      const [name, other] = [unique('x_visit'), unique('x_place')]
      await make(person, { [name]: {}, [other]: {} })
      await page.goto(`/design/entities/${name}?tab=relations`)
      await newField(page, 'new-relation', 'lookup', 'Where')
      await choose(page, 'setting-target', other)
      await add(page)
      await part(page, 'relation-x_where').waitFor()
      assert.deepEqual(await violations(page), [])
      await page.getByRole('tab').nth(2).waitFor()
      await apply(page)
      await page.goto(`/design/entities/${name}?tab=keys`)
      await choose(page, 'index-fields', 'Where', true)
      await part(page, 'index-unique').press(' ')
      await part(page, 'add-index').press('Enter')
      await page.locator('[data-test^=remove-]').first().waitFor()
      assert.deepEqual(await violations(page), [])
      await apply(page)
      const { effective } = await callApi<{ effective: { indexes: object } }>(
        person,
        'GET',
        `/api/metadata/layers/entity/${name}`
      )
      assert.deepEqual(Object.values(effective.indexes), [{ fields: ['x_where'], unique: true }])
      assert.deepEqual(complaints, [])
    })

  test('a field is removed after showing where it is used, and put back, in {language}')
    .with(LOOKS)
    .run(async ({ assert }, look) => {
      const { page, person, complaints } = await browser.visit(look)
      const name = unique('x_kept')
      await make(person, {
        [name]: {
          x_amount: field('integer', 'Amount'),
          x_twice: field('formula', 'Twice', { result: 'number', expression: 'x_amount * 2' }),
        },
      })
      await page.goto(`/design/entities/${name}`)
      await part(page, 'field-x_twice').press('Enter')
      await part(page, 'remove').press('Enter')
      await part(page, 'confirm-remove').waitFor()
      assert.deepEqual(await violations(page), [])
      await part(page, 'confirm-remove').press('Enter')
      await part(page, 'put-back').waitFor()
      await part(page, 'put-back').press('Enter')
      await part(page, 'remove').waitFor()
      await part(page, 'confirm-remove').waitFor({ state: 'detached' })
      await page.keyboard.press('Escape')
      await part(page, 'remove').waitFor({ state: 'detached' })
      await part(page, 'field-x_amount').press('Enter')
      await part(page, 'remove').press('Enter')
      await part(page, 'usage').first().waitFor()
      assert.isAbove(await part(page, 'usage').count(), 0)
      assert.deepEqual(complaints, [])
    })
})
