import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import type { Page } from 'playwright'
import type { Json } from '#core/metadata/types'
import { Records } from '#core/records/records'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import { DueRules } from '#plugins/qa_sampling/server/runs/due_rules'
import { makeCalls } from '#plugins/qa_sampling/tests/support/made_calls'
import { axe } from '#tests/browser/support/axe'
import { TestBrowser } from '#tests/browser/support/browser'
import { signInWith, unique, type SignedIn } from '#tests/support/people'
import { workOffJobs } from '#tests/support/work_off_jobs'

/** Where the pictures of docs/quality.md go when they are made anew: `PEYVAND_PICTURES=docs/screenshots`. */
const PICTURES = process.env.PEYVAND_PICTURES
const ORIGIN = { address: null, channel: 'web' }
const DAY = 86_400_000
const PATIENCE = 45_000

async function picture(page: Page, name: string): Promise<void> {
  if (!PICTURES) return
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: join(PICTURES, `${name}.png`), animations: 'disabled' })
}
async function faults(page: Page): Promise<unknown[]> {
  const { violations } = await axe(page).analyze()
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
}
const part = (page: Page, name: string) => page.locator(`[data-test=${name}]`)

test.group('Quality', (group) => {
  const browser = TestBrowser.for(group)
  let records: Records
  let agents: SignedIn[]
  const rules: number[] = []

  /** Yesterday, by the clock of Tehran: two agents with good, bad, short and long calls. */
  group.setup(async () => {
    records = await app.container.make(Records)
    agents = [
      await signInWith(['agent'], { values: { name: 'Ali Moradi' } }),
      await signInWith(['agent'], { values: { name: 'Zahra Ahmadi' } }),
    ]
    const noon = Math.floor((Date.now() - DAY) / DAY) * DAY + 4 * 3_600_000
    const calls = agents.flatMap(({ userId }, agent) =>
      Array.from({ length: 24 }, (_, n): Record<string, Json> => ({
        agent: String(200 + agent),
        agent_name: ['Ali Moradi', 'Zahra Ahmadi'][agent] ?? '',
        agent_user: userId,
        first_queue: ['cards', 'loans', 'branches'][n % 3] ?? '',
        started_at: new Date(noon + n * 1_200_000).toISOString(),
        local_hour: 7 + Math.floor(n / 3),
        talk_seconds: n % 4 === 0 ? 640 + n : 90 + n,
        score: (n % 5) + 1,
      }))
    )
    await makeCalls(app, { name: unique('Quality'), timeZone: 'Asia/Tehran' }, calls)
    return async () => {
      for (const id of rules) {
        await records.update(SYSTEM_ACTOR, ORIGIN, 'sampling_rule', id, { active: false })
      }
    }
  })

  /** Makes a rule of a template in the editor; its page is left open. `look` is called before it is saved. */
  async function makeRule(
    page: Page,
    template: string,
    name: string,
    look: () => Promise<void> = async () => undefined
  ): Promise<number> {
    await page.goto('/records/sampling_rule')
    await page.locator('a[href="/records/sampling_rule/new"]').first().click()
    await part(page, `template-${template}`).click()
    await page.locator('#rule-name').fill(name)
    await page.locator('[data-field=working_days] button').click()
    await part(page, 'count').waitFor()
    await look()
    await part(page, 'save').click()
    await page.waitForURL(/sampling\/rules\/\d+/)
    /** The toast's guards of the focus are hidden from assistive techniques and still reached by Tab: axe counts that. */
    const toast = page.locator('li[data-state=open]').filter({ hasText: 'Saved' })
    await toast.getByRole('button').click()
    await toast.waitFor({ state: 'detached' })
    const id = Number(/rules\/(\d+)/.exec(page.url())?.[1])
    rules.push(id)
    return id
  }

  test('rules are made, tried and run on time; the evaluators find the work, and the run can be proved', async ({
    assert,
  }) => {
    const { page, complaints } = await browser.visit()
    const evaluator = await browser.visit({ roles: ['evaluator'] })
    for (const { userId } of agents) {
      const duty = { agent: userId, evaluator: evaluator.person.userId }
      await records.create(SYSTEM_ACTOR, ORIGIN, 'evaluator_duty', duty)
    }
    await page.goto('/records/sampling_rule')
    await page.locator('a[href="/records/sampling_rule/new"]').first().click()
    await part(page, 'template-low_score').waitFor()
    await picture(page, 'sampling-start')

    const low = await makeRule(page, 'low_score', unique('Dissatisfied customers'), async () => {
      await part(page, 'next').locator('li').nth(4).waitFor()
      await picture(page, 'sampling-rule')
      assert.deepEqual(await faults(page), [])
    })

    /** What is wrong is told at its field. */
    const number = page.locator('#rule-quota_count')
    await number.fill('0')
    await number.press('Tab')
    await part(page, 'faults').waitFor()
    await page.locator('[data-field=quota_count] .text-error').last().waitFor()
    await number.fill('5')
    await number.press('Tab')
    await part(page, 'faults').waitFor({ state: 'detached' })

    await page.getByRole('tab', { name: 'Dry run' }).click()
    await part(page, 'trial').locator('[data-figure=drawn]').waitFor()
    const seed = part(page, 'trial').locator('bdi.font-mono')
    const first = await seed.innerText()
    await part(page, 'another').click()
    await page.waitForFunction(
      (before) => document.querySelector('[data-test=trial] bdi.font-mono')?.textContent !== before,
      first
    )
    await picture(page, 'sampling-trial')
    assert.deepEqual(await faults(page), [])
    await part(page, 'activate').click()
    await part(page, 'state').filter({ hasText: 'Active' }).waitFor()
    const long = await makeRule(page, 'long_calls', unique('Long calls'))
    await part(page, 'activate').click()
    await part(page, 'state').filter({ hasText: 'Active' }).waitFor()

    /** Seven o'clock comes. */
    const last = { last_slot: new Date(Date.now() - DAY).toISOString() }
    for (const id of [low, long]) {
      await records.update(SYSTEM_ACTOR, ORIGIN, 'sampling_rule', id, last)
    }
    const due = await app.container.make(DueRules)
    await due.enqueue(new Date())
    await workOffJobs('qa_sampling.')
    await page.goto(`/quality/sampling/rules/${low}?tab=runs`)
    await part(page, 'runs').locator('tbody a').first().click()
    await part(page, 'certificate').waitFor()
    await part(page, 'verify').click()
    await part(page, 'verified').filter({ hasText: 'the same' }).waitFor()
    await picture(page, 'sampling-run')
    assert.deepEqual(await faults(page), [])

    /** Five of each agent's bad calls, four of their long ones; not one twice. */
    const samples = async (rule: number) => {
      /** A run may be in the hands of the server's own worker, or be tried again because the other drew at the same moment. */
      for (const end = Date.now() + PATIENCE; ; await delay(200)) {
        const { rows } = await records.query(SYSTEM_ACTOR, {
          entity: 'sample',
          select: ['run', 'agent_name', 'call', 'call.score', 'call.talk_seconds', 'evaluation'],
          filter: { path: 'rule', op: 'eq', value: rule },
          limit: 100,
        })
        if (rows.length > 0 || Date.now() > end) return rows
      }
    }
    const [bad, lengthy] = [await samples(low), await samples(long)]
    assert.isTrue(bad.every((row) => Number(row['call.score']) < 3))
    assert.isTrue(lengthy.every((row) => Number(row['call.talk_seconds']) > 600))
    for (const rows of [bad, lengthy]) {
      const byAgent = Map.groupBy(rows, (row) => String(row.agent_name))
      assert.sameMembers([...byAgent.keys()], ['Ali Moradi', 'Zahra Ahmadi'])
    }
    const drawn = [...bad, ...lengthy].map((row) => (row.call as { id: number }).id)
    assert.equal(new Set(drawn).size, drawn.length)

    /** The evaluator finds all of it, and marks one by the form's four sections. */
    const desk = evaluator.page
    await desk.goto('/quality/inbox')
    const badge = desk.locator('nav a[href="/quality/inbox"] .tabular')
    assert.equal(await badge.innerText(), String(drawn.length))
    await desk.locator('[data-evaluation] a').first().click()
    await desk.locator('[data-criterion]').first().waitFor()
    const criteria = await desk.locator('[data-criterion]').count()
    for (let n = 0; n < criteria; n++) {
      await desk.keyboard.press('j')
      /** The last one is a question of yes or no. */
      await desk.keyboard.press(n === criteria - 1 ? '1' : '5')
    }
    await desk.locator('[data-save=saved]').waitFor()
    await desk.keyboard.press('Control+Enter')
    await desk.locator('.pv-chip').filter({ hasText: 'Done' }).first().waitFor()

    /** The certificate of its run speaks of the mark. */
    const marked = Number(/evaluation\/(\d+)/.exec(desk.url())?.[1])
    const sampled = [...bad, ...lengthy].find(
      (row) => (row.evaluation as { id: number } | null)?.id === marked
    )
    await page.goto(`/quality/sampling/runs/${(sampled?.run as { id: number }).id}`)
    await part(page, 'mean').waitFor()
    assert.deepEqual([...complaints, ...evaluator.complaints], [])
  }).timeout(120_000)
})
