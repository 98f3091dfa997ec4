import { test } from '@japa/runner'
import { Logger } from '@adonisjs/core/logger'
import { Scheduler } from '#core/jobs/scheduler'
import { InProcessTransport } from '#core/jobs/transports/in_process_transport'
import { emptyJobs, newProcess } from '#tests/functional/jobs/job_harness'

test.group('schedules', (group) => {
  group.each.setup(() => emptyJobs())

  async function processAt(clock: { now: number }) {
    const one = await newProcess(() => new InProcessTransport(), {
      clock: () => new Date(clock.now),
    })
    one.jobs.schedule({
      name: 'test.minutely',
      job: 'test.work',
      payload: { n: 1 },
      everySeconds: 60,
    })
    const scheduler = new Scheduler(one.database, one.jobs, 1_000, new Logger({ enabled: false }))
    return { one, scheduler }
  }
  const finishAll = async (one: Awaited<ReturnType<typeof newProcess>>) =>
    one.database.write('jobs').update({ state: 'done', finished_at: 1 })
  const count = async (one: Awaited<ReturnType<typeof newProcess>>) =>
    (await one.jobs.list({ limit: 100 })).length

  test('enqueues exactly once per slot across processes', async ({ assert }) => {
    const clock = { now: Date.parse('2026-01-01T10:00:10Z') }
    const processes = await Promise.all([1, 2, 3].map(() => processAt(clock)))
    const { one } = processes[0]!
    for (let slot = 1; slot <= 5; slot++) {
      await Promise.all(processes.map(({ scheduler }) => scheduler.tick()))
      clock.now += 20_000
      await Promise.all(processes.map(({ scheduler }) => scheduler.tick()))
      assert.equal(await count(one), slot)
      await finishAll(one)
      clock.now += 40_000
    }
  })

  test('catches up once after downtime', async ({ assert }) => {
    const clock = { now: Date.parse('2026-01-01T10:00:10Z') }
    const { one, scheduler } = await processAt(clock)
    await scheduler.tick()
    await finishAll(one)
    clock.now += 3_600_000
    const { scheduler: restarted } = await processAt(clock)
    await restarted.tick()
    await restarted.tick()
    assert.equal(await count(one), 2)
  })

  test('adds nothing while the former run is unfinished', async ({ assert }) => {
    const clock = { now: Date.parse('2026-01-01T10:00:10Z') }
    const { one, scheduler } = await processAt(clock)
    await scheduler.tick()
    clock.now += 60_000
    await scheduler.tick()
    assert.equal(await count(one), 1)
  })

  test('a changed interval takes effect', async ({ assert }) => {
    const clock = { now: Date.parse('2026-01-01T10:00:10Z') }
    const { one, scheduler } = await processAt(clock)
    await scheduler.tick()
    await finishAll(one)
    one.jobs.unregister('test.work')
    one.jobs.schedule({
      name: 'test.minutely',
      job: 'test.work',
      payload: { n: 1 },
      everySeconds: 7_200,
    })
    await scheduler.tick()
    assert.equal(await count(one), 1)
    clock.now += 7_200_000
    await scheduler.tick()
    assert.equal(await count(one), 2)
  })
})
