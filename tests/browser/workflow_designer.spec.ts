import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import type { Locator, Page } from 'playwright'
import { axe } from '#tests/browser/support/axe'
import { TestMariaDb } from '#plugins/telephony/tests/support/mariadb'
import { makeSite, syncSite } from '#plugins/telephony/tests/support/sites'
import { callApi, makeRecord, TestBrowser } from '#tests/browser/support/browser'
import { workJobs } from '#tests/functional/workflow/harness'
import { signInWith, unique } from '#tests/support/people'

/** Where the pictures of docs/workflow.md go when they are made anew: `PEYVAND_PICTURES=docs/screenshots`. */
const PICTURES = process.env.PEYVAND_PICTURES
const part = (page: Page, name: string): Locator => page.locator(`[data-test=${name}]`)

async function picture(page: Page, name: string): Promise<void> {
  if (!PICTURES) return
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: join(PICTURES, `${name}.png`), animations: 'disabled' })
}
async function choose(page: Page, name: string, option: string | RegExp): Promise<void> {
  await part(page, name).click()
  await page.getByRole('option', { name: option }).first().click()
}
/** A text of the panel counts when it is left. */
async function write(page: Page, name: string, text: string, at = 0): Promise<void> {
  const input = part(page, name).nth(at)
  await input.fill(text)
  await input.press('Tab')
}
const canvas = (page: Page): Locator => page.locator('[data-test=canvas] svg[tabindex="0"]')
const popup = (page: Page): Locator => page.locator('.djs-popup input')

/** What comes after the chosen step, by the menu of the canvas and without a pointer. */
async function append(page: Page, what: string, name: string | null): Promise<void> {
  /** Where the pointer rests an entry would be chosen by it. */
  await page.mouse.move(700, 10)
  await page.keyboard.press('a')
  await popup(page).waitFor()
  await page.keyboard.type(what)
  await page.locator('.djs-popup .entry.selected').getByText(what, { exact: true }).waitFor()
  await page.keyboard.press('Enter')
  if (name === null) return
  await page.locator('.djs-direct-editing-content').waitFor()
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  await page.locator('.djs-direct-editing-content').waitFor({ state: 'detached' })
}
/** Waits until the drawing is kept and the compiler has looked at it as it is. */
async function settled(page: Page): Promise<void> {
  await page.locator('[data-test=saving][data-state=saved]').waitFor()
  await page.locator('[data-test=faults-button][data-checked=true]').waitFor()
}

test.group('The workflow designer', (group) => {
  const browser = TestBrowser.for(group)

  /** Draws: call back; when the customer was reached it ends, else an hour later again. */
  async function draw(page: Page): Promise<void> {
    await canvas(page).focus()
    await page.keyboard.press('Alt+ArrowRight')
    await choose(page, 'trigger', 'A call was lost')
    /** What was recorded was recorded long ago. */
    await write(page, 'config-within', 'P36500D')
    await canvas(page).focus()
    await append(page, 'Task for people', 'Call the customer back')
    await choose(page, 'task-form', 'questions of its own')
    await write(page, 'label-en', 'Was the customer reached?')
    await choose(page, 'question-type', 'Yes or no')
    await write(page, 'question-name', 'reached')
    await part(page, 'roles').click()
    await page.getByRole('option', { name: 'Agent' }).click()
    await page.keyboard.press('Escape')
    await choose(page, 'due', 'after a while')
    await picture(page, 'workflow-task')

    await canvas(page).focus()
    await append(page, 'One of several paths', null)
    await write(page, 'prop-name', 'Reached?')
    await canvas(page).focus()
    await append(page, 'End', null)
    await write(page, 'prop-name', 'Customer was reached')

    /** By pointer: the path, and what is dragged from the palette onto the canvas. */
    await canvas(page).focus()
    await page.keyboard.press('Alt+ArrowLeft')
    await write(page, 'flow-condition', 'reached')
    await canvas(page).focus()
    await page.keyboard.press('Alt+ArrowLeft')
    const box = await page.locator('.djs-element.selected').last().boundingBox()
    await page.locator('[data-tile=wait_timer]').hover()
    await page.mouse.down()
    await page.mouse.move((box?.x ?? 0) + 20, (box?.y ?? 0) + 150, { steps: 5 })
    await page.mouse.up()
    /** For 400 ms after something was dragged diagram-js takes a click for the end of it. */
    await page.waitForTimeout(500)
    await part(page, 'timer-form').waitFor()
    await write(page, 'prop-name', 'An hour later')
    await part(page, 'timer-working').click()
    await picture(page, 'workflow-timer')

    /** The dropped event is connected by the menus. */
    await canvas(page).focus()
    await page.keyboard.press('c')
    await page.locator('.djs-popup .entry', { hasText: 'Call the customer back' }).click()
    const gateway = '[data-element-id^=Gateway_]:not([data-element-id$=_label])'
    await page.locator(gateway).first().click()
    await page.locator(`${gateway}.selected`).waitFor()
    await canvas(page).focus()
    await page.keyboard.press('c')
    await page.locator('.djs-popup .entry', { hasText: 'An hour later' }).click()

    /** From the decision to its first path, and to the one below. */
    await canvas(page).focus()
    await page.keyboard.press('Alt+ArrowRight')
    await page.keyboard.press('Alt+ArrowDown')
    await part(page, 'flow-default').click()
  }

  /** The recorded calls come in as a synchronisation brings them; each lost one begins the process. */
  async function loseCalls(unitId: number): Promise<void> {
    const mariadb = await TestMariaDb.start()
    try {
      await mariadb.loadAsterisk('asterisk')
      await syncSite(await makeSite(mariadb, 'asterisk', { unitId }))
      await workJobs()
    } finally {
      await mariadb.stop()
    }
  }
  /** Nothing begins by it any more, and nobody's inbox is full of it. */
  async function putAway(key: string): Promise<void> {
    const operator = await signInWith(['administrator'])
    const path = `/api/workflow/definitions/${key}?running=go_on`
    await callApi(operator, 'DELETE', path)
    const { rows } = await callApi<{ rows: { id: number }[] }>(
      operator,
      'POST',
      '/api/records/workflow_instance/query',
      {
        select: ['id'],
        filter: {
          and: [
            { path: 'process', op: 'eq', value: key },
            { path: 'status', op: 'eq', value: 'active' },
          ],
        },
        limit: 500,
      }
    )
    const ids = rows.map(({ id }) => id)
    await callApi(operator, 'POST', '/api/workflow/instances/run', { ids, do: 'cancel' })
  }
  const violations = async (page: Page) =>
    (await axe(page).analyze()).violations.map(({ id }) => id)

  test('a consultant draws it from an empty canvas, a recorded call is lost, an agent calls back, the supervisor sees the trail', async ({
    assert,
  }) => {
    const { page, complaints } = await browser.visit({ roles: ['consultant'] })
    const name = `Missed call ${unique('of')}`
    await page.goto('/design/workflows')
    await part(page, 'new').click()
    await part(page, 'name').fill(name)
    const key = await part(page, 'key').inputValue()
    await part(page, 'create').click()
    await page.locator('[data-element-id=Start_1]').first().waitFor()
    await draw(page)
    await settled(page)
    await picture(page, 'workflow-designer')
    assert.deepEqual(await violations(page), [])

    await part(page, 'simulate').click()
    await part(page, 'begin').click()
    await part(page, 'answer-reached').fill('true')
    await part(page, 'answer-reached').press('Tab')
    await picture(page, 'workflow-simulation')
    await part(page, 'wait-user').locator('[data-test=answer]').click()
    await page.locator('[data-test=simulated-status][data-status=completed]').waitFor()
    await part(page, 'simulation-close').click()

    await part(page, 'publish').click()
    await part(page, 'publish-now').click()
    await page.getByText('Version 1 is published').first().waitFor()

    const unit = await makeRecord(await signInWith(['administrator']), 'unit', {
      name: unique('Contact centre'),
    })
    await loseCalls(unit)
    try {
      const { page: agent, complaints: heard } = await browser.visit({ roles: ['agent'] })
      await agent.goto('/tasks?scope=available')
      await agent.getByText('Call the customer back').first().click()
      await part(agent, 'claim').click()
      await part(agent, 'claim').waitFor({ state: 'detached' })
      await picture(agent, 'workflow-inbox')
      assert.deepEqual(await violations(agent), [])
      await part(agent, 'task').getByLabel('Was the customer reached?').first().click()
      await part(agent, 'complete').click()
      await agent.getByText('Done', { exact: true }).first().waitFor()

      const { page: above, complaints: seen } = await browser.visit({
        roles: ['supervisor'],
        unit,
      })
      await above.goto(`/workflows/runs?process=${key}&status=completed`)
      await above.getByRole('link', { name, exact: true }).click()
      await part(above, 'status').getByText('Completed').waitFor()
      await part(above, 'trail').getByText('Customer was reached').first().waitFor()
      await picture(above, 'workflow-run')
      assert.deepEqual(await violations(above), [])
      assert.deepEqual([complaints, heard, seen], [[], [], []])
    } finally {
      await putAway(key)
    }
  })

  test('in Persian the panel is from right to left, the canvas is not, and axe finds nothing', async ({
    assert,
  }) => {
    const { page, person, complaints } = await browser.visit({ language: 'fa', theme: 'dark' })
    const { newDocument } = await import('#designer/workflow/model/new_document.js')
    const key = unique('persian').replaceAll(/\W/g, '_')
    const label = { en: 'Loan', fa: 'پیگیری تسهیلات' }
    const xml = newDocument(key, label.fa)
    await callApi(person, 'POST', '/api/workflow/definitions', { key, label, xml })
    await page.goto(`/design/workflows/${key}`)
    await page.locator('[data-element-id=Start_1]').first().waitFor()
    await canvas(page).focus()
    await page.keyboard.press('Alt+ArrowRight')
    await append(page, 'وظیفه برای کاربر', 'تماس با مشتری')
    await part(page, 'assign').waitFor()
    const direction = (locator: Locator) =>
      locator.evaluate((one) => getComputedStyle(one).direction)
    assert.equal(await direction(part(page, 'properties')), 'rtl')
    assert.equal(await direction(part(page, 'canvas')), 'ltr')
    await settled(page)
    await picture(page, 'workflow-designer-fa')
    assert.deepEqual(await violations(page), [])

    /** Undo takes back the name, then the step. */
    await part(page, 'undo').click()
    await part(page, 'undo').click()
    await page.locator('.djs-shape[data-element-id^=Activity]').waitFor({ state: 'detached' })
    assert.deepEqual(complaints, [])
  })
})
