import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { Assignments } from '#plugins/call_evaluation/contract'
import { FORM, ORIGIN } from '#plugins/call_evaluation/tests/support/calls'
import {
  makeRecordedCall,
  type RecordedCall,
} from '#plugins/call_evaluation/tests/support/recorded_call'
import { axe } from '#tests/browser/support/axe'
import { TestBrowser, type Visit } from '#tests/browser/support/browser'
import { signInWith } from '#tests/support/people'
import { workOffJobs } from '#tests/support/work_off_jobs'

const NAME = 'نیلوفر کریمی'

test.group('The day of an evaluation', (group) => {
  const browser = TestBrowser.for(group)
  let heard: RecordedCall

  async function given(call: number, evaluator: number): Promise<number> {
    const assignments = await app.container.make(Assignments)
    const admin = await signInWith(['administrator'])
    const dueAt = new Date(Date.now() - 3_600_000)
    const input = { call, evaluator, form: FORM, dueAt }
    return (await assignments.assign(admin.actor, ORIGIN, input)).id
  }
  async function intoUnit({ person }: Visit): Promise<void> {
    const records = await app.container.make(Records)
    const system = (await app.container.make(Actors)).system()
    await records.update(system, ORIGIN, 'user', person.userId, { unit: heard.unit })
  }
  const row = (page: Page, id: number) => page.locator(`[data-evaluation="${id}"] a`)
  const saved = (page: Page) => page.locator('[data-save=saved]').waitFor()
  const score = (page: Page) => page.locator('[data-test=score]')
  async function faults({ page, complaints }: Visit): Promise<string[]> {
    const { violations } = await axe(page).analyze()
    return [
      ...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`),
      ...complaints,
    ]
  }

  test('marked by keyboard while it sounds, published, disputed, scored anew, and read', async ({
    assert,
    cleanup,
  }) => {
    const agent = await browser.visit({ roles: ['agent'], language: 'fa' })
    heard = await makeRecordedCall(agent.person.userId, NAME)
    cleanup(() => heard.forget())
    const evaluator = await browser.visit({ roles: ['evaluator'] })
    const id = await given(heard.call, evaluator.person.userId)

    const { page } = evaluator
    /** A call of a unit that is not open to the evaluator: that is said in the place of its sound. */
    await page.goto(`/records/evaluation/${id}`)
    await page.locator('[data-test=no-call]').waitFor()
    await intoUnit(evaluator)
    await page.goto('/quality/inbox')
    assert.equal(await page.locator('nav a[href="/quality/inbox"] .tabular').innerText(), '1')
    await page.locator(`[data-evaluation="${id}"] [data-urgency=late]`).waitFor()
    assert.deepEqual(await faults(evaluator), [])
    await row(page, id).click()
    const time = page.locator('[data-test=time]')
    await time.filter({ hasText: '/ 1:24' }).waitFor()
    const sound = page.waitForResponse((response) => /\/recordings\/\d+$/.test(response.url()))
    await page.keyboard.press('Space')
    assert.include([200, 206], (await sound).status())
    await time.filter({ hasNotText: /^0:00 / }).waitFor()
    await page.keyboard.press('ArrowRight')
    for (const key of ['j', '5', 'j', '4', 'j', '4', 'j', 'n', 'j', '2'])
      await page.keyboard.press(key)
    /** A low mark asks for its comment at once. */
    await page.keyboard.type('Interrupts the caller')
    await page.keyboard.press('Escape')
    for (const key of ['j', '5', 'j', '1']) await page.keyboard.press(key)
    await page.keyboard.press('k')
    await page.keyboard.press('r')
    await page.locator('[data-test=remark-text]').fill('Sighs')
    await page.keyboard.press('Enter')
    await page.locator('[data-mark-at]').waitFor()
    await saved(page)
    assert.deepEqual(await faults(evaluator), [])
    await page.keyboard.press('Control+Enter')
    await page.locator('.pv-chip').filter({ hasText: 'Done' }).first().waitFor()
    const before = await score(page).innerText()

    const supervisor = await browser.visit()
    await supervisor.page.goto('/quality/inbox?tab=publish')
    const mine = supervisor.page.locator(`[data-evaluation="${id}"]`)
    await mine.getByRole('checkbox').click()
    await supervisor.page.locator('[data-test=publish-chosen]').click()
    await mine.waitFor({ state: 'detached' })
    await workOffJobs('call_evaluation.')

    await agent.page.goto('/quality/inbox?tab=about_me')
    await row(agent.page, id).click()
    await agent.page.locator('[data-test=remarks] li').waitFor()
    assert.deepEqual(await faults(agent), [])
    await agent.page.locator('[data-test=step-dispute]').click()
    await agent.page.locator('[data-test=reason]').fill('مشتری سخنم را برید')
    await agent.page.locator('[data-test=take-step]').click()
    await agent.page.locator('[data-test=step-dispute]').waitFor({ state: 'detached' })

    await supervisor.page.goto('/quality/inbox?tab=disputed')
    await row(supervisor.page, id).click()
    await supervisor.page.locator('[data-test=dispute]').waitFor()
    await supervisor.page
      .locator('[data-criterion=calm_patience] [data-mark="5"]')
      .check({ force: true })
    await saved(supervisor.page)
    assert.equal(await supervisor.page.locator('[data-test=before]').innerText(), before)
    await supervisor.page.locator('[data-test=step-rescore]').click()
    await supervisor.page.locator('[data-test=reason]').fill('Heard again: the caller was loud')
    await supervisor.page.locator('[data-test=take-step]').click()
    await supervisor.page.locator('[data-test=step-rescore]').waitFor({ state: 'detached' })
    const after = await score(supervisor.page).innerText()
    assert.isAbove(Number(after), Number(before))

    await agent.page.reload()
    await agent.page.getByText('Heard again: the caller was loud').waitFor()
    await agent.page.locator('[data-test=step-acknowledge]').click()
    await agent.page.locator('[data-test=step-acknowledge]').waitFor({ state: 'detached' })
    assert.deepEqual(supervisor.complaints, [])
  })
})
