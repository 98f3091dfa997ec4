import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { chromium, type Browser, type Page } from 'playwright'
import { BROWSER } from '#tests/browser/support/browser'
import { typePatiently } from '#tests/browser/support/focus'
import { Caller, Installation, type Person } from '#tests/browser/consultant/installation'
import {
  addField,
  applyChanges,
  makeEntity,
  type Stage,
} from '#tests/browser/consultant/design_entities'
import { designForm } from '#tests/browser/consultant/design_form'
import {
  designBoard,
  designRole,
  exportSolution,
  importSolution,
} from '#tests/browser/consultant/design_rest'
import { ENTITY, FIELDS, GUARANTOR, GUARANTOR_FIELDS } from '#tests/browser/consultant/fields'
import { fillRequest, type StoryLanguage } from '#tests/browser/consultant/fill_record'
import type { Json } from '#core/metadata/types'

/** Where pictures for docs/consultant.md go; without it none are taken. */
const PICTURES = process.env.PEYVAND_STORY_PICTURES
const PEOPLE = { applicant: 'Karimi', employer: 'Caspian Textiles', about: 'Asks for a loan' }

/** Fields of the second step: they look at the guarantors, which look at the requests. */
const OVER_GUARANTORS = ['one_to_many', 'rollup']

type Values = Record<string, Json>

test.group('A consultant shapes a loan desk and carries it to another installation', (group) => {
  let browser: Browser
  let here: Installation
  let there: Installation
  const complaints: string[] = []

  group.setup(async () => {
    browser = await chromium.launch(BROWSER)
    here = await Installation.start()
    there = await Installation.start()
    return async () => {
      await browser.close()
      await here.stop()
      await there.stop()
    }
  })

  async function enter(
    installation: Installation,
    person: Person,
    language: StoryLanguage = 'en'
  ): Promise<{ stage: Stage; caller: Caller; page: Page; close: () => Promise<void> }> {
    const context = await browser.newContext({
      baseURL: installation.address,
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      locale: 'en-GB',
      timezoneId: 'Asia/Tehran',
    })
    context.setDefaultTimeout(45_000)
    const caller = await Caller.signIn(context, person)
    await caller.call('PATCH', '/api/me', {
      language,
      calendar: language === 'fa' ? 'persian' : 'gregory',
      timeZone: 'Asia/Tehran',
    })
    const page = await context.newPage()
    typePatiently(page)
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
        complaints.push(message.text())
    })
    const picture = async (name: string): Promise<void> => {
      if (!PICTURES) return
      mkdirSync(PICTURES, { recursive: true })
      await page.waitForTimeout(600)
      await page.screenshot({ path: join(PICTURES, `${name}.png`) })
    }
    return { stage: { page, picture }, caller, page, close: () => context.close() }
  }

  /** A customer, an employer and a case; and a clerk of the new role. */
  async function staff(installation: Installation): Promise<Person> {
    const { caller, close } = await enter(installation, installation.administrator)
    await caller.make('contact', { first_name: 'Reza', last_name: PEOPLE.applicant })
    await caller.make('account', { name: PEOPLE.employer })
    await caller.make('case', { title: PEOPLE.about, type: 'request' })
    const clerk = await caller.hire('clerk', ['x_branch_clerk'])
    await close()
    return clerk
  }

  async function fill(installation: Installation, clerk: Person, language: StoryLanguage) {
    const { stage, caller, page, close } = await enter(installation, clerk, language)
    const id = await fillRequest(stage, language, PEOPLE)
    const { record } = await caller.call<{ record: Values }>(
      'GET',
      `/api/records/x_loan_request/${id}`
    )
    await page.goto('/records/x_loan_request')
    await page.locator('[data-card]').first().waitFor()
    await stage.picture(`board-${language}`)
    await close()
    return record
  }

  test('entity, fields of every kind, choice lists, form, board and role are made in the browser', async ({
    assert,
  }) => {
    const admin = await enter(here, here.administrator)
    const consultant = await admin.caller.hire('consultant', ['consultant'])
    const { stage, page, close } = await enter(here, consultant)
    await makeEntity(stage, ENTITY.singular, ENTITY.plural, [])
    for (const field of FIELDS) {
      if (!OVER_GUARANTORS.includes(field.type)) await addField(stage, field)
    }
    await applyChanges(stage, 'request')
    await makeEntity(stage, GUARANTOR.singular, GUARANTOR.plural, [])
    for (const field of GUARANTOR_FIELDS) await addField(stage, field)
    await applyChanges(stage, 'guarantor')
    await page.goto(`/design/entities/${ENTITY.name}`)
    for (const field of FIELDS) {
      if (OVER_GUARANTORS.includes(field.type)) await addField(stage, field)
    }
    await applyChanges(stage, 'rollup')
    await stage.picture('entity-fields')
    const { types } = await admin.caller.call<{ types: { name: string }[] }>(
      'GET',
      '/api/metadata/design'
    )
    const used = new Set(['text', ...FIELDS.map(({ type }) => type)])
    assert.deepEqual(
      types.map(({ name }) => name).filter((name) => !used.has(name)),
      [],
      'the example has a field of every kind'
    )
    await designForm(stage)
    await designBoard(stage)
    await close()
    await designRole(admin.stage)
    await admin.close()
    assert.deepEqual(complaints, [])
  }).timeout(300_000)

  test('a clerk fills requests in English and in Persian', async ({ assert }) => {
    const clerk = await staff(here)
    for (const language of ['en', 'fa'] as const) {
      assertFilled(assert, await fill(here, clerk, language))
    }
    assert.deepEqual(complaints, [])
  }).timeout(240_000)

  test('exported, imported into an empty installation, and filled there as here', async ({
    assert,
  }) => {
    const source = await enter(here, here.administrator)
    const file = await exportSolution(source.stage)
    await source.close()
    const target = await enter(there, there.administrator)
    await importSolution(target.stage, file)
    await target.close()
    const clerk = await staff(there)
    assertFilled(assert, await fill(there, clerk, 'en'))
    assertFilled(assert, await fill(there, clerk, 'fa'))
    assert.deepEqual(complaints, [])
  }).timeout(300_000)
})

/** What every request of the story holds, whoever typed it in whichever language. */
function assertFilled(assert: import('@japa/assert').Assert, record: Values): void {
  assert.deepInclude(record, {
    x_purpose: 'A house for five people',
    x_e_mail: 'reza@example.com',
    x_website: 'https://example.com/reza',
    x_months: 12,
    x_stage: 'x_received',
    x_collateral: ['x_house', 'x_salary'],
    x_self_employed: true,
    x_wanted_by: '2026-12-15',
    x_interview: '2026-12-15T07:00:00.000Z',
    x_call_at: '14:15',
    x_time_spent: 5400,
    x_national_id: '0084575948',
    x_iban: 'IR820540102680020817909002',
    x_card: '4111111111111111',
    x_bureau_answer: { score: 7 },
    x_number_of_guarantors: 1,
  })
  assert.equal(Number(record.x_amount), 5000)
  assert.equal(Number(record.x_interest), 10)
  assert.equal(Number(record.x_interest_sum), 500, 'the formula')
  assert.equal(Number(record.x_points), 416.67, 'the value that the form calculates')
  assert.match(String(record.x_number), /^LOAN-\d{6}$/)
  assert.include(String(record.x_assessment), 'Pays on time')
  assert.isFalse('x_trust' in record, 'the role does not see the trust')
}
