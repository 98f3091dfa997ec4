import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import { Logger } from '@adonisjs/core/logger'
import app from '@adonisjs/core/services/app'
import { Redis } from 'ioredis'
import { BullTransport } from '#core/jobs/transports/bull_transport'
import { emptyJobs, newProcess, until, type JobProcess } from '#tests/functional/jobs/job_harness'
import { jobSuite } from '#tests/functional/jobs/job_suite'
import { RedisServer } from '#tests/functional/jobs/redis_server'

const redis = new RedisServer()
await redis.start()
const logger = new Logger({ enabled: false })
app.terminating(() => redis.dispose())

let installation = 0
const transportOf = (prefix: string) => () =>
  new BullTransport({ url: redis.url, prefix, logger, deliverMs: 300 })

jobSuite('Bull', transportOf('suite'))

test.group('jobs when Redis is lost', (group) => {
  let processes: JobProcess[] = []
  group.each.setup(async () => {
    await emptyJobs()
    installation += 1
    return async () => {
      for (const one of processes) await one.workers.stop()
      processes = []
    }
  })

  async function start(handle: (n: number) => Promise<void>) {
    const one = await newProcess(transportOf(`lost${installation}`))
    processes.push(one)
    one.jobs.register({ name: 'test.work', handle: (payload) => handle(payload.n), concurrency: 2 })
    one.workers.startWorker()
    return one
  }
  const allDone = (one: JobProcess, count: number) =>
    until(`${count} jobs are done`, async () => {
      const jobs = await one.jobs.list({ limit: 200, states: ['done'] })
      return jobs.length === count
    })

  test('FLUSHALL in the middle loses nothing and does nothing twice', async ({ assert }) => {
    const seen: number[] = []
    const one = await start(async (n) => {
      seen.push(n)
      await delay(10)
    })
    await one.database.transaction(async (trx) => {
      for (let n = 0; n < 60; n++) await one.jobs.enqueue(trx, 'test.work', { n })
    })
    const client = new Redis(redis.url)
    await until('some have run', () => seen.length > 10)
    await client.flushall()
    await until('more have run', () => seen.length > 30)
    await client.flushall()
    client.disconnect()
    await allDone(one, 60)
    assert.deepEqual(
      seen.sort((a, b) => a - b),
      Array.from({ length: 60 }, (_, n) => n)
    )
  })

  test('a killed Redis that comes back empty loses nothing and does nothing twice', async ({
    assert,
  }) => {
    const seen: number[] = []
    const one = await start(async (n) => {
      seen.push(n)
      await delay(10)
    })
    for (let n = 0; n < 20; n++) await one.enqueue(n)
    await until('some have run', () => seen.length > 5)
    await redis.kill()
    for (let n = 20; n < 40; n++) await one.enqueue(n)
    await delay(500)
    await redis.start()
    await allDone(one, 40)
    assert.deepEqual(
      seen.sort((a, b) => a - b),
      Array.from({ length: 40 }, (_, n) => n)
    )
  }).timeout(60_000)

  test('stops although Redis is away, and leaves no failure unhandled', async ({ assert }) => {
    const unhandled: unknown[] = []
    const note = (reason: unknown) => unhandled.push(reason)
    process.prependListener('unhandledRejection', note)
    try {
      const one = await start(async () => {})
      await redis.kill()
      const before = Date.now()
      await one.workers.stop()
      assert.isBelow(Date.now() - before, 3_000)
      /** Bull's own clean-up goes on after the stop. */
      await delay(2_500)
      await redis.start()
    } finally {
      process.removeListener('unhandledRejection', note)
    }
    assert.deepEqual(unhandled, [])
  }).timeout(30_000)
})
