import { test } from '@japa/runner'
import { axe } from '#tests/browser/support/axe'
import app from '@adonisjs/core/services/app'
import type { Page } from 'playwright'
import { Metadata } from '#core/metadata/metadata'
import { Actors } from '#core/security/actors'
import { COMMAND_ORIGIN } from '#core/security/command_origin'
import { toTree, withItem } from '#core/solutions/kernel/tree'
import type { Tree } from '#core/solutions/kernel/types'
import { writeZip } from '#core/solutions/archive'
import { packSolution } from '#core/solutions/package_codec'
import { Solutions } from '#core/solutions/solutions'
import { TestBrowser } from '#tests/browser/support/browser'

const CONTACT = 'definitions/entity/contact'
const label = (en: string, fa: string, az: string) => ({ en, fa, az })

async function violations(page: Page, where: string): Promise<string[]> {
  const { violations: found } = await axe(page).analyze()
  return found.flatMap((rule) =>
    rule.nodes.map((node) => `${where}: ${rule.id} ${node.target.join(' ')}`)
  )
}

async function customise(field: string): Promise<void> {
  const metadata = await app.container.make(Metadata)
  const system = (await app.container.make(Actors)).system()
  await metadata.change(system, COMMAND_ORIGIN, [
    {
      kind: 'entity',
      name: 'contact',
      path: ['fields', field],
      value: { type: 'text', label: label('Branch code', 'کد شعبه', 'Filial kodu') },
    },
    { kind: 'entity', name: 'contact', path: ['label', 'en'], value: 'Person' },
  ])
}

/** The next version of a solution that was exported here, in conflict with what was changed here since. */
async function nextVersion(name: string, field: string): Promise<Buffer> {
  const { container } = app
  const solutions = await container.make(Solutions)
  const metadata = await container.make(Metadata)
  const system = (await container.make(Actors)).system()
  const selection = { definitions: [CONTACT], settings: [], records: [], parts: [] }
  const wish = { name, label: label('Bank', 'بانک', 'Bank'), selection }
  const { solution } = await solutions.export(system, COMMAND_ORIGIN, wish)
  const path = ['label', 'en']
  await metadata.change(system, COMMAND_ORIGIN, [
    { kind: 'entity', name: 'contact', path, value: 'Client' },
  ])
  let tree: Tree | undefined = solution.content.get(CONTACT)
  tree = withItem(tree, path, toTree('Customer'))
  tree = withItem(tree, ['fields', field, 'required'], toTree(true))
  tree = withItem(
    tree,
    ['fields', `${field}_two`],
    toTree({ type: 'integer', label: label('Floor', 'طبقه', 'Mərtəbə') })
  )
  const head = { ...solution.head, version: '2.0.0' }
  const content = new Map(solution.content).set(CONTACT, tree ?? toTree({}))
  return Buffer.from(writeZip(packSolution({ ...solution, head, content }).files))
}

test.group('Solutions in the browser', (group) => {
  const browser = TestBrowser.for(group)

  test('a consultant exports a version and finds it in the history', async ({ assert }) => {
    await customise('x_branch_code')
    const { page, complaints } = await browser.visit()
    await page.goto('/design/solutions')
    await page.locator('[data-test=export]').first().click()
    await page.locator('[data-test=name] input, input[data-test=name]').fill('first_bank')
    await page.locator('[data-test=label-en] input, input[data-test=label-en]').fill('First bank')
    await page.locator(`[data-unit="${CONTACT}"]`).waitFor()
    const download = page.waitForEvent('download')
    await page.locator('[data-test=make]').click()
    assert.equal((await download).suggestedFilename(), 'first_bank-1.0.0.zip')
    await page.locator('[data-solution=first_bank]').waitFor()
    assert.deepEqual(complaints, [])
  })

  test('a package is imported: conflicts are decided by keyboard, and the way back is open', async ({
    assert,
  }) => {
    await customise('x_desk')
    const buffer = await nextVersion('desk', 'x_desk')
    const { page, complaints } = await browser.visit()
    await page.goto('/design/solutions/import')
    await page
      .locator('input[data-test=file]')
      .setInputFiles({ name: 'desk.zip', mimeType: 'application/zip', buffer })
    await page.waitForURL(/\/design\/solutions\/imports\/\d+/)
    const start = page.locator('[data-test=start]')
    await page.locator('fieldset[data-conflict]').waitFor()
    assert.isTrue(await start.isDisabled())
    const theirs = page.locator('fieldset[data-conflict] input[value=theirs]')
    await theirs.focus()
    await page.keyboard.press('Space')
    await page.locator('[data-test=start]:not([disabled])').waitFor()
    await page.getByRole('button', { name: 'Rehearse' }).click()
    await page.locator('[data-test=rehearsal]').waitFor()
    const { solutions, actor, run } = await pending(page)
    await start.click()
    await solutions.runImport(actor, COMMAND_ORIGIN, run)
    await page.locator('[data-test=result]').waitFor()
    const metadata = await app.container.make(Metadata)
    assert.equal(metadata.current().entity.get('contact')?.label.en, 'Customer')
    await page.locator('[data-test=rollback]').click()
    await page.locator('[data-test=confirm-rollback]:not([disabled])').click()
    await page.getByText('Taken back').first().waitFor()
    assert.equal(metadata.current().entity.get('contact')?.label.en, 'Client')
    assert.deepEqual(complaints, [])
  })

  test('a package that was tampered with is refused and the file named', async () => {
    const { page } = await browser.visit()
    await page.goto('/design/solutions/import')
    await page.locator('input[data-test=file]').setInputFiles({
      name: 'x.zip',
      mimeType: 'application/zip',
      buffer: Buffer.from(writeZip(new Map([['manifest.json', '{}\n']]))),
    })
    await page.getByText('E_SOLUTION_INVALID').waitFor()
  })

  test('axe finds nothing in {language}, {theme}')
    .with([
      { language: 'en', theme: 'light' },
      { language: 'fa', theme: 'dark' },
    ] as const)
    .run(async ({ assert }, { language, theme }) => {
      await customise(`x_axe_${language}`)
      const buffer = await nextVersion(`axe_${language}`, `x_axe_${language}`)
      const { page } = await browser.visit({ language, theme })
      const found: string[] = []
      const look = async (path: string, ready: string) => {
        await page.goto(path)
        await page.locator(ready).first().waitFor()
        await page.waitForLoadState('networkidle')
        found.push(...(await violations(page, path)))
      }
      await look('/design/solutions', '[data-solution]')
      await look(`/design/solutions/export?solution=axe_${language}`, '[data-unit]')
      await look(`/design/solutions/diff?solution=axe_${language}`, '[data-unit]')
      await look('/design/solutions/import', '[data-test=file]')
      await page
        .locator('input[data-test=file]')
        .setInputFiles({ name: 'a.zip', mimeType: 'application/zip', buffer })
      await page.locator('fieldset[data-conflict]').waitFor()
      found.push(...(await violations(page, 'conflicts')))
      for (const tab of await page.getByRole('tab').all()) {
        await tab.click()
        found.push(...(await violations(page, `tab ${await tab.innerText()}`)))
      }
      assert.deepEqual(found, [])
    })
})

/** The job would run in a worker; here it is run by hand, as the same person. */
async function pending(page: Page) {
  const solutions = await app.container.make(Solutions)
  const actor = (await app.container.make(Actors)).system()
  const run = Number(/imports\/(\d+)/.exec(page.url())?.[1])
  return { solutions, actor, run }
}
