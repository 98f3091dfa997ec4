import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Records } from '#core/records/records'
import { Definitions } from '#core/workflow/definitions/definitions'
import { FORM, GOOD, makeCall, ORIGIN } from '#plugins/call_evaluation/tests/support/calls'
import { system, workJobs } from '#tests/functional/workflow/harness'
import { signInWith, type SignedIn } from '#tests/support/people'
import { workOffJobs } from '#tests/support/work_off_jobs'

const KEY = 'evaluation_dispute'

test.group('The shipped workflow of a dispute', () => {
  test('gives supervisors a task that goes away by itself once it is decided', async ({
    assert,
    client,
  }) => {
    const definitions = await app.container.make(Definitions)
    assert.deepEqual((await definitions.check(await system(), KEY)).faults, [])
    const [admin, evaluator, agent] = await Promise.all([
      signInWith(['administrator']),
      signInWith(['evaluator']),
      signInWith(['agent']),
    ])
    const { Assignments } = await import('#plugins/call_evaluation/server/evaluations/assignments')
    const assignments = await app.container.make(Assignments)
    const call = await makeCall(agent.userId)
    const input = { call, evaluator: evaluator.userId, form: FORM, dueAt: null }
    const { id } = await assignments.assign(admin.actor, ORIGIN, input)
    const records = await app.container.make(Records)
    const version = async () => (await records.get(await system(), 'evaluation', id)).version
    const take = async (who: SignedIn, step: string, reason?: string) => {
      const response = await client
        .post(`/api/call_evaluation/evaluations/${id}/steps/${step}`)
        .headers(who.headers)
        .json({ version: await version(), ...(reason === undefined ? {} : { reason }) })
      response.assertStatus(200)
    }
    const database = await app.container.make(Database)
    const instances = (): Promise<{ id: number; status: string }[]> =>
      database
        .write('workflow_instances')
        .where({ process: KEY, subject_entity: 'evaluation', subject_id: id })
        .select('id', 'status')

    await take(evaluator, 'start')
    const answered = await client
      .patch(`/api/records/evaluation/${id}`)
      .headers(evaluator.headers)
      .json({ version: await version(), form: FORM, values: { answers: GOOD } })
    answered.assertStatus(200)
    await take(evaluator, 'finish')
    await take(admin, 'publish')
    await workOffJobs('call_evaluation.')
    await workJobs()
    assert.deepEqual(await instances(), [])

    await take(agent, 'dispute', 'The caller was calm as well')
    await workJobs()
    const [begun, ...more] = await instances()
    assert.deepEqual(more, [])
    assert.equal(begun?.status, 'active')
    const tasks: { title: string }[] = await database
      .write('workflow_tasks')
      .where('instance', begun?.id ?? 0)
      .select('title')
    assert.deepEqual(tasks, [{ title: `Decide the dispute: evaluation ${id}` }])

    await take(admin, 'uphold', 'Listened again')
    await workJobs()
    /** Its end takes the reminder along. */
    assert.equal((await instances())[0]?.status, 'terminated')
    assert.deepEqual(
      await database.write('workflow_incidents').where('instance', begun?.id ?? 0),
      []
    )
  })
})
