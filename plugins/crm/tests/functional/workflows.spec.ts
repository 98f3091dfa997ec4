import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Records } from '#core/records/records'
import { Definitions } from '#core/workflow/definitions/definitions'
import { Tasks } from '#core/workflow/tasks/tasks'
import { letTimePass, ORIGIN, system, workJobs } from '#tests/functional/workflow/harness'

const SHIPPED = ['card_loss', 'complaint_handling', 'loan_follow_up']

async function instanceOf(process: string, caseId: number) {
  const database = await app.container.make(Database)
  const rows: { id: number; status: string }[] = await database
    .write('workflow_instances')
    .where({ process, subject_entity: 'case', subject_id: caseId })
    .select('id', 'status')
  return rows
}

async function tasksOf(instance: number) {
  const database = await app.container.make(Database)
  const rows: { id: number; node: string; status: string; title: string }[] = await database
    .write('workflow_tasks')
    .where({ instance, status: 'open' })
    .orderBy('id')
    .select('id', 'node', 'status', 'title')
  return rows
}

async function makeCase(values: Record<string, string>, channel = 'command'): Promise<number> {
  const records = await app.container.make(Records)
  const { id } = await records.create(await system(), { ...ORIGIN, channel }, 'case', values)
  await workJobs()
  return id
}

async function complete(task: number | undefined, values: Record<string, string | boolean>) {
  const tasks = await app.container.make(Tasks)
  await tasks.complete(await system(), ORIGIN, task ?? 0, { values })
  await workJobs()
}

async function valueOf(id: number, field: string) {
  const records = await app.container.make(Records)
  return (await records.get(await system(), 'case', id))[field]
}

test.group('Workflows of the CRM', () => {
  test('are published with the plugin and have no fault', async ({ assert }) => {
    const definitions = await app.container.make(Definitions)
    const actor = await system()
    const all = await definitions.list(actor)
    for (const key of SHIPPED) {
      const found = all.find((one) => one.key === key)
      assert.equal(found?.activeVersion, 1, key)
      assert.deepEqual((await definitions.check(actor, key)).faults, [], key)
    }
  })

  test('a complaint is examined and resolved; a late one becomes urgent and goes to a supervisor', async ({
    assert,
  }) => {
    const id = await makeCase({ title: 'Charged twice', type: 'complaint' })
    const [instance] = await instanceOf('complaint_handling', id)
    assert.exists(instance)
    assert.deepEqual(
      (await tasksOf(instance?.id ?? 0)).map(({ node, title }) => [node, title]),
      [['examine', 'Complaint: Charged twice']]
    )
    await letTimePass()
    await workJobs()
    assert.equal(await valueOf(id, 'priority'), 'urgent')
    const open = await tasksOf(instance?.id ?? 0)
    assert.sameMembers(
      open.map(({ node }) => node),
      ['examine', 'take_over']
    )
    await complete(open.find(({ node }) => node === 'examine')?.id, { solved: true })
    assert.equal(await valueOf(id, 'status'), 'resolved')
    assert.deepEqual(await tasksOf(instance?.id ?? 0), [])
    assert.equal((await instanceOf('complaint_handling', id))[0]?.status, 'terminated')
  })

  test('what an agent cannot solve, a supervisor decides', async ({ assert }) => {
    const id = await makeCase({ title: 'Rude letter', type: 'complaint' })
    const [instance] = await instanceOf('complaint_handling', id)
    const [examine] = await tasksOf(instance?.id ?? 0)
    await complete(examine?.id, { solved: false })
    const [decide] = await tasksOf(instance?.id ?? 0)
    assert.equal(decide?.node, 'decide')
    await complete(decide?.id, { answer: 'We are sorry' })
    assert.equal(await valueOf(id, 'status'), 'resolved')
  })

  test('a lost card is urgent, blocked, and the customer called', async ({ assert }) => {
    const id = await makeCase({
      title: 'Card gone',
      category: 'debit_card',
      subcategory: 'debit_card_lost',
    })
    const [instance] = await instanceOf('card_loss', id)
    assert.equal(await valueOf(id, 'priority'), 'urgent')
    const [block] = await tasksOf(instance?.id ?? 0)
    await complete(block?.id, { blocked: true })
    const [call] = await tasksOf(instance?.id ?? 0)
    assert.equal(call?.node, 'call_customer')
    await complete(call?.id, { ordered: true })
    assert.equal(await valueOf(id, 'status'), 'resolved')
  })

  test('a loan is asked about as long as it is open', async ({ assert }) => {
    const values = { title: 'House', category: 'loan', subcategory: 'loan_application' }
    const id = await makeCase(values)
    const [instance] = await instanceOf('loan_follow_up', id)
    assert.deepEqual(await tasksOf(instance?.id ?? 0), [])
    for (const finished of [false, true]) {
      await letTimePass()
      await workJobs()
      const [task] = await tasksOf(instance?.id ?? 0)
      assert.equal(task?.node, 'follow_up')
      await complete(task?.id, { finished })
    }
    assert.equal((await instanceOf('loan_follow_up', id))[0]?.status, 'completed')
  })

  test('history that is imported begins nothing', async ({ assert }) => {
    const id = await makeCase({ title: 'Old', type: 'complaint' }, 'import')
    assert.deepEqual(await instanceOf('complaint_handling', id), [])
  })
})
