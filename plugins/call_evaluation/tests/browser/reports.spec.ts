import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Records } from '#core/records/records'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import { axe } from '#tests/browser/support/axe'
import { callApi, TestBrowser } from '#tests/browser/support/browser'
import { signInWith, unique } from '#tests/support/people'
import { answersOf, FORM, makeCall, makeEvaluation, ORIGIN } from '../support/published.js'

test.group('Quality reports and calibrations', (group) => {
  const browser = TestBrowser.for(group)

  test('a figure leads to its evaluations, a weak criterion to a coaching, a calibration to its agreement', async ({
    assert,
  }) => {
    const { page, person, complaints } = await browser.visit({ language: 'en' })
    const records = await app.container.make(Records)
    const name = unique('Branch')
    const { id: unit } = await records.create(SYSTEM_ACTOR, ORIGIN, 'unit', { name })
    const agent = await signInWith(['agent'], { values: { unit } })
    const peer = await signInWith(['agent'], { values: { unit } })
    const people = [await signInWith(['evaluator']), await signInWith(['evaluator'])]
    const [evaluator, second] = people.map(({ userId }) => userId)
    const now = { published_at: new Date().toISOString() }
    const poor = answersOf(4, { calm_patience: 1 })
    const made: number[] = []
    for (let n = 0; n < 3; n++) {
      const own = { userId: agent.userId, unit }
      made.push(await makeEvaluation(own, evaluator ?? 0, poor, now))
      const other = { userId: peer.userId, unit }
      made.push(await makeEvaluation(other, second ?? 0, answersOf(5), now))
    }
    const faults = async () =>
      (await axe(page).analyze()).violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target }) => `${id} ${target.join(' ')}`)
      )

    await page.goto(`/quality/reports?unit=${unit}`)
    const scores = page.locator('[data-test=scores]')
    await scores.locator('tbody tr').nth(1).waitFor()
    assert.include(await page.locator('[data-tile=evaluations]').innerText(), '6')
    assert.deepEqual(await faults(), [])
    await scores.getByRole('link', { name: agent.actor.name }).click()
    await page.locator('[role=grid] [role=row]').nth(3).waitFor()
    assert.equal(await page.locator('[role=grid] [role=row]').count(), 4, 'head and three')

    await page.goto(`/quality/reports?unit=${unit}&view=criteria&agent=${agent.userId}`)
    await page.getByRole('button', { name: 'Coach in Patience' }).click()
    await page.getByRole('textbox', { name: 'Goal' }).fill('Let the caller finish')
    assert.deepEqual(await faults(), [])
    await page.getByRole('button', { name: 'Begin coaching' }).click()
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.locator('[data-test=coaching-progress]').getByText('3 marks').waitFor()

    const calls = [
      (await makeCall({ userId: agent.userId, unit })).id,
      (await makeCall({ userId: agent.userId, unit })).id,
    ]
    const { id } = await callApi<{ id: number }>(
      person,
      'POST',
      '/api/call_evaluation/calibrations',
      {
        name: 'November',
        form: FORM,
        calls,
        evaluators: [evaluator, second],
        expert: second,
      }
    )
    await page.goto('/quality/calibrations')
    await page.getByRole('link', { name: 'November' }).click()
    await page.getByText('Marks stay hidden until everybody is done.').waitFor()
    const { rows } = await records.query(SYSTEM_ACTOR, {
      entity: 'evaluation',
      select: ['call'],
      filter: { path: 'calibration', op: 'eq', value: id },
    })
    for (const [at, row] of rows.entries()) {
      const values = { answers: answersOf(1 + (at % 4)), state: 'done' }
      await records.update(SYSTEM_ACTOR, ORIGIN, 'evaluation', row.id, values)
    }
    await page.reload()
    await page.locator('[data-test=agreement] tbody tr').nth(6).waitFor()
    assert.deepEqual(await faults(), [])
    await page.locator('[data-test=call-scores] tbody a').nth(1).click()
    await page.waitForURL(/\/records\/evaluation\/\d+/)
    assert.deepEqual(complaints, [])
    for (const one of made) await records.remove(SYSTEM_ACTOR, ORIGIN, 'evaluation', one)
  })
})
