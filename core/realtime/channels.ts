import type { HttpContext } from '@adonisjs/core/http'
import type { Jobs } from '#core/jobs/jobs'

/** The part of Transmit that decides who may listen. */
interface Gate {
  authorize<T extends Record<string, string>>(
    channel: string,
    callback: (ctx: HttpContext, params: T) => Promise<boolean> | boolean
  ): void
}

/** Who may listen to what: people to their own channel, and to their jobs. */
export function authorizeChannels(gate: Gate, jobs: Jobs): void {
  gate.authorize<{ id: string }>('users/:id', ({ actor }, { id }) => actor.userId === Number(id))
  gate.authorize<{ id: string }>('jobs/:id', async ({ actor }, { id }) => {
    const job = await jobs.rows.find(Number(id))
    if (!job) return false
    return job.userId === actor.userId || actor.access.can('core.admin.jobs')
  })
}
