import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import { E_VALIDATION } from '#core/errors/errors'
import type { JobContext, JobTransport } from '#core/jobs/types'
import {
  emptyJobs,
  newProcess,
  until,
  untilAborted,
  type JobProcess,
} from '#tests/functional/jobs/job_harness'

type Handler = (n: number, context: JobContext) => Promise<void>
interface Settings {
  attempts?: number
  backoff?: number
  concurrency?: number
}

/** Behaviour that every transport has: the same tests run over each. */
export function jobSuite(name: string, makeTransport: () => JobTransport) {
  test.group(`jobs over ${name}`, (group) => {
    let processes: JobProcess[] = []

    group.each.setup(async () => {
      await emptyJobs()
      return async () => {
        for (const one of processes) await one.workers.stop()
        processes = []
      }
    })

    async function start(handle: Handler, settings: Settings = {}, work = true) {
      const one = await newProcess(makeTransport)
      processes.push(one)
      one.jobs.register({
        name: 'test.work',
        handle: (payload, context) => handle(payload.n, context),
        ...settings,
      })
      if (work) one.workers.startWorker()
      return one
    }
    const ended = (one: JobProcess, id: number) =>
      until('the job has ended', async () =>
        ['done', 'failed', 'cancelled'].includes((await one.jobs.find(id)).state)
      )

    test('runs a job after its transaction has committed', async ({ assert }) => {
      const seen: number[] = []
      const one = await start(async (n) => void seen.push(n))
      const id = await one.enqueue(7)
      await ended(one, id)
      assert.deepEqual(seen, [7])
      const job = await one.jobs.view(id)
      assert.equal(job.state, 'done')
      assert.isNotNull(job.finishedAt)
    })

    test('knows nothing of a job whose transaction rolled back', async ({ assert }) => {
      const seen: number[] = []
      const one = await start(async (n) => void seen.push(n))
      await assert.rejects(() =>
        one.database.transaction(async (trx) => {
          await one.jobs.enqueue(trx, 'test.work', { n: 1 })
          throw new Error('no')
        })
      )
      const id = await one.enqueue(2)
      await ended(one, id)
      assert.deepEqual(seen, [2])
      assert.lengthOf(await one.jobs.list({ limit: 10 }), 1)
    })

    test('adds a job with a known key only once', async ({ assert }) => {
      let runs = 0
      const one = await start(async () => void runs++)
      const first = await one.enqueue(1, { key: 'k' })
      assert.equal(await one.enqueue(1, { key: 'k' }), first)
      await ended(one, first)
      assert.equal(await one.enqueue(1, { key: 'k' }), first)
      const again = await one.enqueue(1, { key: 'k', unique: 'unfinished' })
      assert.notEqual(again, first)
      await ended(one, again)
      assert.equal(runs, 2)
    })

    test('two processes share the work and do nothing twice', async ({ assert }) => {
      const seen: number[] = []
      const handle: Handler = async (n) => {
        seen.push(n)
        await delay(2)
      }
      const one = await start(handle, { concurrency: 3 })
      await start(handle, { concurrency: 3 })
      const ids = await one.database.transaction(async (trx) => {
        const all: number[] = []
        for (let n = 0; n < 60; n++) all.push(await one.jobs.enqueue(trx, 'test.work', { n }))
        return all
      })
      for (const id of ids) await ended(one, id)
      assert.deepEqual(
        seen.sort((a, b) => a - b),
        ids.map((_, n) => n)
      )
    })

    test('runs no more at once than the concurrency', async ({ assert }) => {
      let now = 0
      let most = 0
      const one = await start(
        async () => {
          most = Math.max(most, ++now)
          await delay(20)
          now--
        },
        { concurrency: 2 }
      )
      const ids = await Promise.all(Array.from({ length: 8 }, (_, n) => one.enqueue(n)))
      for (const id of ids) await ended(one, id)
      assert.equal(most, 2)
    })

    test('waits until runAt', async ({ assert }) => {
      let ranAt = 0
      const one = await start(async () => void (ranAt = Date.now()))
      const runAt = new Date(Date.now() + 400)
      const id = await one.enqueue(1, { runAt })
      await ended(one, id)
      assert.isAtLeast(ranAt, runAt.getTime())
    })

    test('tries again after a failure, then succeeds', async ({ assert }) => {
      const attempts: number[] = []
      const one = await start(
        async (_n, context) => {
          attempts.push(context.attempt)
          if (context.attempt < 3) throw new Error('not yet')
        },
        { attempts: 3, backoff: 20 }
      )
      const id = await one.enqueue(1)
      await ended(one, id)
      assert.deepEqual(attempts, [1, 2, 3])
      assert.equal((await one.jobs.find(id)).state, 'done')
    })

    test('fails after its attempts with a coded error, and its user is told', async ({
      assert,
    }) => {
      const one = await start(
        async () => {
          throw new Error('secret detail')
        },
        { attempts: 2, backoff: 10 }
      )
      const id = await one.enqueue(1, { userId: 41, title: 'Import of customers' })
      await ended(one, id)
      const job = await one.jobs.view(id)
      assert.equal(job.state, 'failed')
      assert.equal(job.attempts, 2)
      assert.deepEqual(job.error, { code: 'E_JOB_UNEXPECTED', params: {} })
      const [told] = await one.database.read('notifications').where('user_id', 41)
      assert.equal(told?.kind, 'job_failed')
      assert.equal(told?.link, `/jobs/${id}`)
    })

    test('does not try again what would fail the same way', async ({ assert }) => {
      let runs = 0
      const one = await start(async () => {
        runs++
        throw new E_VALIDATION()
      })
      const id = await one.enqueue(1)
      await ended(one, id)
      assert.equal(runs, 1)
      assert.equal((await one.jobs.view(id)).error?.code, 'E_VALIDATION')
    })

    test('a failed job runs again when asked', async ({ assert }) => {
      let broken = true
      const one = await start(
        async () => {
          if (broken) throw new Error('broken')
        },
        { attempts: 1 }
      )
      const id = await one.enqueue(1)
      await ended(one, id)
      broken = false
      await one.jobs.retry(id)
      await ended(one, id)
      assert.equal((await one.jobs.find(id)).state, 'done')
      await assert.rejects(() => one.jobs.retry(id), /E_JOB_NOT_RETRYABLE/)
    })

    test('cancels a waiting job at once', async ({ assert }) => {
      let runs = 0
      const one = await start(async () => void runs++)
      const id = await one.enqueue(1, { runAt: new Date(Date.now() + 300) })
      assert.equal((await one.jobs.cancel(id)).state, 'cancelled')
      await delay(450)
      assert.equal(runs, 0)
      await assert.rejects(() => one.jobs.cancel(id), /E_JOB_NOT_CANCELLABLE/)
    })

    test('cancels a running job through its signal, also from another process', async ({
      assert,
    }) => {
      let began = false
      const one = await start(async (_n, context) => {
        began = true
        await untilAborted(context.signal)
      })
      const other = await start(async () => {}, {}, false)
      const id = await one.enqueue(1)
      await until('the job runs', () => began)
      await other.jobs.cancel(id)
      await ended(one, id)
      const job = await one.jobs.view(id)
      assert.equal(job.state, 'cancelled')
      assert.isNull(job.error)
    })

    test('writes progress at most at its rate, and estimates the end', async ({ assert }) => {
      let seen: { done: number; secondsLeft: number | null } | null = null
      const one = await start(async (_n, context) => {
        for (let done = 1; done <= 400; done++) {
          await context.progress(done, 800, `row ${done}`)
          if (done % 100 === 0) await delay(25)
        }
        seen = await one.jobs.view(context.id)
        context.result({ rows: 400, link: '/imports/1' })
      })
      const id = await one.enqueue(1, { userId: 5 })
      await ended(one, id)
      const running = seen as { done: number; secondsLeft: number | null } | null
      assert.isAbove(running?.done ?? 0, 0)
      assert.isNumber(running?.secondsLeft)
      const job = await one.jobs.view(id)
      assert.equal(job.done, 400)
      assert.equal(job.total, 800)
      assert.deepEqual(job.result, { rows: 400, link: '/imports/1' })
      const sent = one.broadcasts.filter((message) => message.channel === `jobs/${id}`)
      assert.isBelow(sent.length, 20)
      assert.isAbove(sent.length, 2)
      const [told] = await one.database.read('notifications').where('user_id', 5)
      assert.equal(told?.link, '/imports/1')
    })

    test('a job whose worker died comes back', async ({ assert }) => {
      const one = await start(async () => {}, {}, false)
      const id = await one.enqueue(1)
      await one.database
        .write('jobs')
        .where({ id })
        .update({
          state: 'running',
          attempts: 1,
          lease_owner: 'dead',
          lease_until: Date.now() + 200,
        })
      const attempts: number[] = []
      await start(async (_n, context) => void attempts.push(context.attempt))
      await ended(one, id)
      assert.deepEqual(attempts, [2])
    })

    test('a job that kills its worker every time is given up', async ({ assert }) => {
      const one = await start(async () => {}, { attempts: 2 })
      const id = await one.enqueue(1, { runAt: new Date(Date.now() + 60_000) })
      await one.database
        .write('jobs')
        .where({ id })
        .update({
          state: 'running',
          attempts: 2,
          lease_owner: 'dead',
          lease_until: Date.now() - 1,
        })
      await ended(one, id)
      assert.equal((await one.jobs.view(id)).error?.code, 'E_JOB_WORKER_LOST')
    })

    test('keeps its lease while a handler works longer than it', async ({ assert }) => {
      let runs = 0
      const one = await start(async () => {
        runs++
        await delay(1_500)
      })
      await start(async () => void runs++)
      const id = await one.enqueue(1)
      await ended(one, id)
      assert.equal(runs, 1)
    })

    test('a stopping process gives its jobs back, and another goes on', async ({ assert }) => {
      const attempts: number[] = []
      const one = await start(async (_n, context) => {
        attempts.push(context.attempt)
        await untilAborted(context.signal)
      })
      const id = await one.enqueue(1)
      await until('the job runs', () => attempts.length === 1)
      await one.workers.stop()
      assert.equal((await one.jobs.find(id)).state, 'queued')
      await start(async (_n, context) => void attempts.push(context.attempt))
      await ended(one, id)
      assert.deepEqual(attempts, [1, 1])
    })
  })
}
