import { test } from '@japa/runner'
import { axe } from '#tests/browser/support/axe'
import type { Page } from 'playwright'
import type { FormDefinition } from '#core/forms/model'
import type { Json } from '#core/metadata/types'
import { callApi, TestBrowser } from '#tests/browser/support/browser'
import { add, tabTo, write } from '#tests/browser/support/builder'
import { unique, type SignedIn } from '#tests/support/people'

/** A published form of contacts with one section and some fields; its name. */
async function publishForm(person: SignedIn): Promise<string> {
  const name = unique('x_form')
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '')
  const form = {
    entity: 'contact',
    kind: 'quick_view',
    label: { en: 'Tried form', fa: 'فرم آزمایشی', az: 'Sınaq forması' },
    elements: {
      x_section: {
        kind: 'section',
        label: { en: 'Person', fa: 'شخص', az: 'Şəxs' },
        columns: 2,
        order: 10,
      },
      x_first: { kind: 'field', field: 'first_name', parent: 'x_section', order: 10 },
      x_last: { kind: 'field', field: 'last_name', parent: 'x_section', order: 20 },
      x_city: { kind: 'field', field: 'city', parent: 'x_section', order: 30, wide: true },
    },
  }
  const changes = [{ kind: 'form', name, path: [], value: form as Json }]
  await callApi(person, 'POST', '/api/metadata/changes', { changes })
  return name
}

const published = (person: SignedIn, name: string): Promise<FormDefinition> =>
  callApi<{ effective: FormDefinition }>(person, 'GET', `/api/metadata/layers/form/${name}`).then(
    ({ effective }) => effective
  )
const childrenOf = ({ elements }: FormDefinition, parent?: string): string[] =>
  Object.entries(elements)
    .filter(([, element]) => !element.removed && element.parent === parent)
    .sort(([, a], [, b]) => (a.order ?? 0) - (b.order ?? 0))
    .map(([name]) => name)
const saved = (page: Page) => page.locator('[data-test=saving][data-state=saved]').waitFor()

/**
 * The rule counts everything inside an element as its visible label. A container of the tree shows its own title; what it holds are
 * tree items with names of their own. Only this rule, and only on items that hold others, is left out.
 */
async function isNested(page: Page, rule: string, selector: string): Promise<boolean> {
  if (rule !== 'label-content-name-mismatch') return false
  return (await page.locator(selector).locator('[role=group] [role=treeitem]').count()) > 0
}

test.group('Form builder', (group) => {
  const browser = TestBrowser.for(group)

  test('a whole form is made and published by keyboard alone', async ({ assert }) => {
    const { page, person, complaints } = await browser.visit()
    await page.goto('/design/forms?entity=contact')
    await page.locator('[data-test=new]').waitFor()
    await tabTo(page, '[data-test=new]')
    await page.keyboard.press('Enter')
    await page.locator('#new-form').waitFor()
    await page.keyboard.type(unique('Loan talk'))
    await tabTo(page, '[data-test=create]')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/design/forms/x_contact_loan_talk*')
    const name = page.url().split('/').at(-1) ?? ''
    await page.locator('[role=treeitem]').first().waitFor()
    /** What was made a moment ago is not "here again"; after loading anew it is. */
    assert.equal(await page.locator('[data-test=restored]').count(), 0)
    await page.reload()
    await page.locator('[data-test=restored]').waitFor()

    await tabTo(page, '[role=tree]')
    await page.keyboard.press('Home')
    await page.keyboard.press('Delete')
    await add(page, 'Page')
    await write(page, 'label', 'Applicant')
    await add(page, 'Section')
    await add(page, 'Last name')
    await add(page, 'City')
    await write(page, 'visibleWhen', 'last_name != null')
    await add(page, 'Job title')
    await write(page, 'value', '"Lives in " + city')
    await add(page, 'Do not call')
    await page.keyboard.press('Enter')
    await tabTo(page, '[data-test=properties] section:last-of-type h3 button')
    await page.keyboard.press('Enter')
    await tabTo(page, '[data-test=scored]')
    await page.keyboard.press('Space')
    await page.keyboard.press('Escape')
    await page.locator('[role=treeitem]:focus').waitFor()
    await add(page, 'Page')
    await write(page, 'label', 'Cases')
    await add(page, 'Repeating rows')
    await add(page, 'Description')
    await page.keyboard.press('Control+Enter')
    const told = page.locator('[data-test=faults], :text("is published")').first()
    await told.waitFor()
    assert.include(await told.innerText(), 'is published')

    const form = await published(person, name)
    const [first = '', second = ''] = childrenOf(form)
    assert.equal(form.elements[first]?.label?.en, 'Applicant')
    const [section = ''] = childrenOf(form, first)
    const fields = childrenOf(form, section).map((key) => form.elements[key])
    assert.deepEqual(
      fields.map((element) => (element?.kind === 'field' ? element.field : element?.kind)),
      ['last_name', 'city', 'job_title', 'do_not_call']
    )
    assert.deepInclude(fields[3], { scoring: { weight: 1 } })
    assert.equal(fields[1]?.visibleWhen, 'last_name != null')
    const [repeater = ''] = childrenOf(form, second)
    assert.equal(form.elements[repeater]?.kind, 'repeater')
    assert.lengthOf(childrenOf(form, repeater), 1)
    assert.deepEqual(complaints, [])
  })

  test('an element is dragged before another, in {language}')
    .with([{ language: 'en' as const }, { language: 'fa' as const }])
    .run(async ({ assert }, { language }) => {
      const { page, person } = await browser.visit({ language })
      const name = await publishForm(person)
      await page.goto(`/design/forms/${name}`)
      const target = page.locator('[data-element=x_first]')
      const box = await target.boundingBox()
      /** The half at which reading begins means "before". */
      const x = language === 'fa' ? (box?.width ?? 0) - 12 : 12
      await page.locator('[data-element=x_last]').dragTo(target, { targetPosition: { x, y: 20 } })
      await saved(page)
      await page.locator('[data-test=publish]').click()
      await page.locator('[data-test=saving][data-state=clean]').waitFor()
      assert.deepEqual(childrenOf(await published(person, name), 'x_section'), [
        'x_last',
        'x_first',
        'x_city',
      ])
    })

  test('a draft is there again after the page is loaded anew, can be undone before, and discarded', async ({
    assert,
  }) => {
    const { page, person } = await browser.visit()
    const name = await publishForm(person)
    await page.goto(`/design/forms/${name}`)
    await page.locator('[data-element=x_city]').click()
    await page.keyboard.press('Delete')
    await page.keyboard.press('Control+z')
    await page.locator('[data-element=x_city]').waitFor()
    await page.keyboard.press('Control+y')
    await page.locator('[data-element=x_city]').waitFor({ state: 'detached' })
    await saved(page)
    await page.reload()
    await page.locator('[data-test=restored]').waitFor()
    assert.equal(await page.locator('[data-element=x_city]').count(), 0)
    await page.locator('[data-test=discard]').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Discard the draft' }).click()
    await page.locator('[data-element=x_city]').waitFor()
    assert.isDefined((await published(person, name)).elements.x_city)
  })

  test('two consultants at one form: what goes together does, the rest is asked', async ({
    assert,
  }) => {
    const mine = await browser.visit()
    const other = await browser.visit()
    const name = await publishForm(mine.person)
    const label = async (page: Page, element: string, text: string) => {
      await page.locator(`[data-element=${element}]`).click()
      await page.keyboard.press('Enter')
      await page.keyboard.type(text)
      await page.keyboard.press('Escape')
      await saved(page)
    }
    for (const { page } of [mine, other]) await page.goto(`/design/forms/${name}`)
    await label(mine.page, 'x_first', 'Given name')
    await label(other.page, 'x_first', 'Forename')
    await label(other.page, 'x_last', 'Surname')
    await other.page.locator('[data-test=publish]').click()
    await other.page.locator('[data-test=saving][data-state=clean]').waitFor()
    await mine.page.locator('[data-test=publish]').click()
    await mine.page.locator('[data-test=conflicts] [data-side=mine]').click()
    await mine.page.locator('[data-test=settle]').click()
    await mine.page.locator('[data-test=publish]').click()
    await mine.page.locator('[data-test=saving][data-state=clean]').waitFor()
    const { elements } = await published(mine.person, name)
    assert.equal(elements.x_first?.label?.en, 'Given name')
    assert.equal(elements.x_last?.label?.en, 'Surname')
  })

  test('axe finds nothing in {language}, {theme}')
    .with([
      { language: 'en' as const, theme: 'light' as const },
      { language: 'fa' as const, theme: 'dark' as const },
    ])
    .run(async ({ assert }, { language, theme }) => {
      const { page, person } = await browser.visit({ language, theme })
      const name = await publishForm(person)
      const found: string[] = []
      const look = async (where: string) => {
        await page.waitForLoadState('networkidle')
        const { violations } = await axe(page).analyze()
        for (const rule of violations)
          for (const { target } of rule.nodes)
            if (!(await isNested(page, rule.id, target.join(' '))))
              found.push(`${where}: ${rule.id} ${target.join(' ')}`)
      }
      await page.goto('/design/forms')
      await page.locator('table').waitFor()
      await look('list')
      await page.goto(`/design/forms/${name}`)
      await page.locator('[role=treeitem]').first().waitFor()
      await look('builder')
      await page.locator('[data-element=x_city]').click()
      await look('field')
      assert.deepEqual(found, [])
    })

  test('versions are listed and told in words; an old one is taken into the draft or published again', async ({
    assert,
  }) => {
    const { page, person, complaints } = await browser.visit({ language: 'fa' })
    const name = await publishForm(person)
    const change = (path: string[], value: Json) =>
      callApi(person, 'POST', '/api/metadata/changes', {
        changes: [{ kind: 'form', name, path, value }],
      })
    await change(['elements', 'x_first', 'label'], { en: 'Given name', fa: 'نام کوچک' })
    await change(['elements', 'x_phone'], {
      kind: 'field',
      field: 'job_title',
      parent: 'x_section',
      order: 40,
    })
    await page.goto(`/design/forms/${name}`)
    await page.locator('[role=treeitem]').first().waitFor()
    const open = async () => {
      await page.locator('[data-test=more]').click()
      await page.getByRole('menuitem', { name: 'نسخه‌ها' }).click()
      await page.locator('[data-test=versions] > li').first().waitFor()
    }
    await open()
    const items = page.locator('[data-test=versions] > li')
    assert.deepEqual(await items.evaluateAll((all) => all.map((li) => li.dataset.version)), [
      '3',
      '2',
      '1',
    ])
    await page.locator('[data-version="2"] button').first().click()
    const difference = page.locator('[data-test=difference]')
    await difference.waitFor()
    assert.include(await difference.innerText(), 'نام کوچک')
    assert.notInclude(await difference.innerText(), '{')
    const { violations } = await axe(page).include('[role=dialog]').analyze()
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
      []
    )

    await page.locator('[data-version="1"] button').first().click()
    await page.locator('[data-version="1"] [data-test=take]').click()
    await page.locator('[data-element=x_phone]').waitFor({ state: 'detached' })
    await page.locator('[data-test=undo]').click()
    await page.locator('[data-test=publish][disabled]').waitFor()

    await open()
    await page.locator('[data-version="1"] button').first().click()
    await page.locator('[data-version="1"] [data-test=restore]').click()
    await page.getByRole('button', { name: 'بازگردانی و انتشار' }).last().click()
    await page.locator('[data-version="4"]').waitFor()
    assert.notProperty((await published(person, name)).elements, 'x_phone')
    assert.deepEqual(complaints, [])
  })
})
