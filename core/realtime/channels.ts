import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { E_FORBIDDEN } from '#core/errors/errors'
import type { Jobs } from '#core/jobs/jobs'

type Check = (ctx: HttpContext, params: Record<string, string>) => Promise<boolean> | boolean

/** The part of Transmit that decides who may listen. */
interface Gate {
  authorize<T extends Record<string, string>>(
    channel: string,
    callback: (ctx: HttpContext, params: T) => Promise<boolean> | boolean
  ): void
}

const opened: RegExp[] = []

/**
 * Opens a channel such as `jobs/:id` to those whom `check` lets in. Channels that nobody opened are closed: Transmit by
 * itself lets everybody listen to them.
 */
export function openChannel(gate: Gate, pattern: string, check: Check): void {
  opened.push(new RegExp(`^${pattern.replace(/:\w+/g, '[^/]+')}$`))
  gate.authorize(pattern, check)
}

/** Refuses to subscribe to a channel that was not opened. */
export async function requireOpenChannel({ request }: HttpContext, next: NextFn): Promise<void> {
  const channel: unknown = request.input('channel')
  if (typeof channel !== 'string' || !opened.some((pattern) => pattern.test(channel))) {
    throw new E_FORBIDDEN({ what: 'channel' })
  }
  await next()
}

/** Who may listen to what: people to their own channel, and to their jobs. */
export function openCoreChannels(gate: Gate, jobs: () => Promise<Jobs>): void {
  openChannel(gate, 'users/:id', ({ actor }, { id }) => actor.userId === Number(id))
  openChannel(gate, 'jobs/:id', async ({ actor }, { id }) => {
    const job = await (await jobs()).rows.find(Number(id))
    if (!job) return false
    return job.userId === actor.userId || actor.access.can('core.admin.jobs')
  })
}
