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
import { makeHeardCalls } from '#tests/browser/support/heard_calls'
import { axe } from '#tests/browser/support/axe'
import { TestBrowser, type Visit } from '#tests/browser/support/browser'
import { add, tabTo, write } from '#tests/browser/support/builder'
import { unique } from '#tests/support/people'
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
const SECTIONS = ['Tone', 'Knowledge', 'Calm', 'Courtesy']
const part = (page: Page, name: string) => page.locator(`[data-test=${name}]`)

test.group('Quality', (group) => {
  const browser = TestBrowser.for(group)
  let records: Records
  const rules: number[] = []

  group.setup(async () => {
    records = await app.container.make(Records)
    return async () => {
      for (const id of rules) {
        await records.update(SYSTEM_ACTOR, ORIGIN, 'sampling_rule', id, { active: false })
      }
    }
  })

  /** The day of the calls, and seven o'clock of the day after it in Tehran, which may be still to come. */
  const heardDay = () => Math.floor((Date.now() - DAY) / DAY) * DAY
  const seven = () => heardDay() + DAY + 3.5 * 3_600_000

  /** Yesterday, by the clock of Tehran: two agents with good, bad, short and long calls. */
  function yesterday(agents: readonly { id: number; name: string }[]): Record<string, Json>[] {
    const morning = heardDay() + 4 * 3_600_000
    return agents.flatMap(({ id, name }, agent) =>
      Array.from({ length: 24 }, (_, n): Record<string, Json> => ({
        agent: String(200 + agent),
        agent_name: name,
        agent_user: id,
        first_queue: ['cards', 'loans', 'branches'][n % 3] ?? '',
        started_at: new Date(morning + n * 1_200_000).toISOString(),
        local_hour: 7 + Math.floor(n / 3),
        talk_seconds: n % 4 === 0 ? 640 + n : 90 + n,
        score: (n % 5) + 1,
      }))
    )
  }

  /** Makes a form of four sections in the form builder. @returns its title */
  async function buildForm({ page }: Visit): Promise<string> {
    const title = unique('Service of a call')
    await page.goto('/design/forms')
    await part(page, 'new').click()
    await page.locator('#new-form input:focus').waitFor()
    await page.keyboard.type(title)
    await page.getByRole('radio', { name: 'Empty' }).click()
    await part(page, 'create').click()
    await page.locator('[role=treeitem]').first().waitFor()
    await tabTo(page, '[role=tree]')
    await page.keyboard.press('Home')
    await page.keyboard.press('Delete')
    for (const section of SECTIONS) {
      await page.keyboard.press('Escape')
      await add(page, 'Section')
      await write(page, 'label', section)
      await add(page, 'Criterion')
      await write(page, 'label', `How was it: ${section.toLowerCase()}`)
    }
    await picture(page, 'evaluation-form-builder')
    await page.keyboard.press('Control+Enter')
    const told = page.locator('[data-test=faults], :text("is published")').first()
    await told.waitFor()
    return title
  }

  /** Makes a rule of a template in the editor; its page is left open. `look` is called before it is saved. */
  async function makeRule(
    page: Page,
    template: string,
    name: string,
    form: string,
    look: () => Promise<void> = async () => undefined
  ): Promise<number> {
    await page.goto('/records/sampling_rule')
    await page.locator('a[href="/records/sampling_rule/new"]').first().click()
    await part(page, `template-${template}`).click()
    await page.locator('#rule-name').fill(name)
    await page.locator('[data-field=working_days] button').click()
    await page.locator('#rule-form_name').click()
    await page.getByRole('option', { name: form }).click()
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

  test('a form is built, rules run on time, a call is heard and scored, published, disputed, scored anew, and reported', async ({
    assert,
    cleanup,
  }) => {
    const lead = await browser.visit({ roles: ['supervisor'] })
    const form = await buildForm(lead)

    const { page, complaints } = await browser.visit()
    const { id: unit } = await records.create(SYSTEM_ACTOR, ORIGIN, 'unit', {
      name: unique('unit'),
    })
    const evaluator = await browser.visit({ roles: ['evaluator'], unit })
    const agents = [
      await browser.visit({ roles: ['agent'], unit }),
      await browser.visit({ roles: ['agent'], unit }),
    ]
    const names = agents.map(({ person }) => person.actor.name)
    const people = agents.map(({ person }) => ({ id: person.userId, name: person.actor.name }))
    const site = { name: unique('Quality'), timeZone: 'Asia/Tehran', unitId: unit }
    cleanup(await makeHeardCalls(app, site, yesterday(people)))
    for (const { id } of people) {
      const duty = { agent: id, evaluator: evaluator.person.userId }
      await records.create(SYSTEM_ACTOR, ORIGIN, 'evaluator_duty', duty)
    }
    await page.goto('/records/sampling_rule')
    await page.locator('a[href="/records/sampling_rule/new"]').first().click()
    await part(page, 'template-low_score').waitFor()
    await picture(page, 'sampling-start')

    const low = await makeRule(
      page,
      'low_score',
      unique('Dissatisfied customers'),
      form,
      async () => {
        await part(page, 'next').locator('li').nth(4).waitFor()
        await picture(page, 'sampling-rule')
        assert.deepEqual(await faults(page), [])
      }
    )

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
    const long = await makeRule(page, 'long_calls', unique('Long calls'), form)
    await part(page, 'activate').click()
    await part(page, 'state').filter({ hasText: 'Active' }).waitFor()

    /** Seven o'clock comes. */
    const last = { last_slot: new Date(seven() - DAY / 2).toISOString() }
    for (const id of [low, long]) {
      await records.update(SYSTEM_ACTOR, ORIGIN, 'sampling_rule', id, last)
    }
    const due = await app.container.make(DueRules)
    await due.enqueue(new Date(Math.max(Date.now(), seven() + 60_000)))
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
      assert.sameMembers([...byAgent.keys()], names)
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
    assert.equal(await desk.locator('[data-criterion]').count(), SECTIONS.length)
    /** Pressed before the player is ready: it plays as soon as it can. */
    const sound = desk.waitForResponse((response) => /\/recordings\/\d+$/.test(response.url()))
    await desk.keyboard.press('Space')
    assert.include([200, 206], (await sound).status())
    await part(desk, 'time')
      .filter({ hasNotText: /^0:00 / })
      .waitFor()
    for (const mark of ['5', '4', '2', '5']) {
      await desk.keyboard.press('j')
      await desk.keyboard.press(mark)
    }
    await desk.locator('[data-save=saved]').waitFor()
    assert.deepEqual(await faults(desk), [])
    await picture(desk, 'evaluation-own-form')
    await desk.keyboard.press('Control+Enter')
    await desk.locator('.pv-chip').filter({ hasText: 'Done' }).first().waitFor()

    /** The certificate of its run speaks of the mark. */
    const marked = Number(/evaluation\/(\d+)/.exec(desk.url())?.[1])
    const sampled = [...bad, ...lengthy].find(
      (row) => (row.evaluation as { id: number } | null)?.id === marked
    )
    await page.goto(`/quality/sampling/runs/${(sampled?.run as { id: number }).id}`)
    await part(page, 'mean').waitFor()

    /** It is published; its agent disputes it; it is scored anew. */
    const row = (where: Page) => where.locator(`[data-evaluation="${marked}"]`)
    await page.goto('/quality/inbox?tab=publish')
    await row(page).getByRole('checkbox').click()
    await part(page, 'publish-chosen').click()
    await row(page).waitFor({ state: 'detached' })
    await workOffJobs('call_evaluation.')
    const about = agents.find(({ person }) => person.actor.name === sampled?.agent_name)
    if (!about) throw new Error('The evaluation is about neither of the agents')
    await about.page.goto('/quality/inbox?tab=about_me')
    await row(about.page).locator('a').click()
    await part(about.page, 'step-dispute').click()
    await part(about.page, 'reason').fill('The line was bad')
    await part(about.page, 'take-step').click()
    await part(about.page, 'step-dispute').waitFor({ state: 'detached' })

    await page.goto('/quality/inbox?tab=disputed')
    await row(page).locator('a').click()
    await part(page, 'dispute').waitFor()
    const before = Number(await part(page, 'score').innerText())
    await page.locator('[data-criterion]').nth(2).locator('[data-mark="5"]').check({ force: true })
    await page.locator('[data-save=saved]').waitFor()
    await part(page, 'step-rescore').click()
    await part(page, 'reason').fill('Heard again: the line was bad')
    await part(page, 'take-step').click()
    await part(page, 'step-rescore').waitFor({ state: 'detached' })
    const after = await part(page, 'score').innerText()
    assert.isAbove(Number(after), before)

    /** The report shows the new score, and leads to it. */
    await page.goto(`/quality/reports?agent=${about.person.userId}`)
    const line = part(page, 'scores')
      .locator('tbody tr')
      .filter({ hasText: about.person.actor.name })
    await line.waitFor()
    assert.include(await line.innerText(), after)
    await line.getByRole('link').first().click()
    await page.locator('[role=grid] [role=row]').nth(1).waitFor()
    assert.equal(await page.locator('[role=grid] [role=row]').count(), 2, 'head and one')
    const all = [lead, evaluator, ...agents].flatMap((each) => each.complaints)
    assert.deepEqual([...complaints, ...all], [])
  }).timeout(240_000)
})
