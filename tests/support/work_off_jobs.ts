import { setTimeout as delay } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import { Database } from '#core/database/database'
import { JobWorkers } from '#core/jobs/job_workers'

/** Looks at which no job was to be seen before we believe that none is coming: listeners work after the commit. */
const QUIET_LOOKS = 6

/** Lets the real workers run until no job of this prefix waits or runs. */
export async function workOffJobs(prefix = 'telephony.'): Promise<void> {
  const workers = await app.container.make(JobWorkers)
  const database = await app.container.make(Database)
  let quiet = 0
  workers.startWorker()
  try {
    for (let attempt = 0; attempt < 600; attempt += 1) {
      const [row] = await database
        .read('jobs')
        .whereIn('state', ['queued', 'running'])
        .where('name', 'like', `${prefix}%`)
        .count({ n: '*' })
      quiet = Number(row?.n) === 0 ? quiet + 1 : 0
      if (quiet === QUIET_LOOKS) return
      await delay(50)
    }
    throw new Error(`Jobs ${prefix}… do not come to an end`)
  } finally {
    await workers.stop()
  }
}
