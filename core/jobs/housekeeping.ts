import type { Database } from '#core/database/database'
import type { Jobs } from '#core/jobs/jobs'
import type { JobDefinition } from '#core/jobs/types'

declare module '#core/jobs/types' {
  interface JobPayloads {
    'core.housekeeping': Record<never, never>
  }
}

const DAY_MS = 86_400_000
/** How long finished jobs are known: as long as their keys count. */
const JOBS_DAYS = 30
const NOTIFICATIONS_DAYS = 90

/** Deletes what nobody looks at any more: finished jobs, old notifications. */
export function housekeeping(database: Database, jobs: Jobs): JobDefinition<'core.housekeeping'> {
  return {
    name: 'core.housekeeping',
    async handle(_payload, context) {
      const now = context.now.getTime()
      const purged = await jobs.rows.purge(now - JOBS_DAYS * DAY_MS)
      const notifications = await database
        .write('notifications')
        .where('created_at', '<', now - NOTIFICATIONS_DAYS * DAY_MS)
        .delete()
      context.result({ jobs: purged, notifications })
    },
  }
}
