import app from '@adonisjs/core/services/app'
import { Database } from '#core/database/database'
import { Jobs } from '#core/jobs/jobs'
import type { JobContext, JobDefinition, JobName } from '#core/jobs/types'
import { E_TELEPHONY_SYNC_BUSY, E_TELEPHONY_SYNC_SUPERSEDED } from '../errors.js'
import { Relinker } from '../linking/relinker.js'
import { Purge } from '../purge/purge.js'
import { SiteStore } from '../sites/site_store.js'
import { SiteSync } from '../sync/site_sync.js'
import './payloads.js'

/** One job a site, so that a PBX that does not answer keeps nobody waiting. */
const syncAll: JobDefinition<'telephony.sync_all'> = {
  name: 'telephony.sync_all',
  async handle() {
    const [sites, jobs, database] = await Promise.all([
      app.container.make(SiteStore),
      app.container.make(Jobs),
      app.container.make(Database),
    ])
    for (const site of await sites.profiles()) {
      if (!site.active || site.provider !== 'asterisk' || !site.settings.connection) continue
      await database.transaction((trx) =>
        jobs.enqueue(
          trx,
          'telephony.sync',
          { siteId: site.id },
          { key: String(site.id), unique: 'unfinished' }
        )
      )
    }
  },
}

/** The run itself remembers how far it came; a run that is at work already is no failure of this one. */
const sync: JobDefinition<'telephony.sync'> = {
  name: 'telephony.sync',
  attempts: 1,
  concurrency: 2,
  async handle({ siteId, full = false }, context) {
    const siteSync = await app.container.make(SiteSync)
    try {
      const result = await siteSync.run(siteId, {
        trigger: context.userId === null ? 'schedule' : 'manual',
        full,
        signal: context.signal,
        progress: (done, total, step) => context.progress(done, total, step),
      })
      context.result({ ...result })
    } catch (error) {
      if (!givesWay(error) || context.userId !== null) throw error
    }
  },
}

const reassemble: JobDefinition<'telephony.reassemble'> = {
  name: 'telephony.reassemble',
  async handle({ siteId }, context) {
    const siteSync = await app.container.make(SiteSync)
    const result = await siteSync.reassemble(siteId, {
      trigger: 'manual',
      takeOver: true,
      signal: context.signal,
      progress: (done, total, step) => context.progress(done, total, step),
    })
    context.result({ ...result })
  },
}

const relink: JobDefinition<'telephony.relink'> = {
  name: 'telephony.relink',
  async handle({ numbers }, context) {
    const relinker = await app.container.make(Relinker)
    context.result({ linked: await relinker.numbers(numbers, context.signal) })
  },
}

const own: JobDefinition<'telephony.own'> = {
  name: 'telephony.own',
  async handle({ siteId, number }) {
    const relinker = await app.container.make(Relinker)
    await relinker.owner(siteId, number)
  },
}

const purge: JobDefinition<'telephony.purge'> = {
  name: 'telephony.purge',
  attempts: 1,
  async handle({ siteId, months, dryRun, userId, origin }, context: JobContext) {
    const service = await app.container.make(Purge)
    const report = await service.run(siteId, {
      months,
      dryRun,
      now: context.now,
      actor: { id: userId, ...origin },
      signal: context.signal,
      progress: (done, total) => context.progress(done, total),
    })
    context.result({ ...report })
  },
}

function givesWay(error: unknown): boolean {
  return error instanceof E_TELEPHONY_SYNC_BUSY || error instanceof E_TELEPHONY_SYNC_SUPERSEDED
}

const jobs = [syncAll, sync, reassemble, relink, own, purge] as unknown as JobDefinition<JobName>[]
export default jobs
