import { BaseCommand, flags } from '@adonisjs/core/ace'
import { CodedError } from '#core/errors/coded_error'
import { SiteStore, type SiteProfile } from '../sites/site_store.js'
import { SiteSync, type SyncOptions, type SyncResult } from '../sync/site_sync.js'

/**
 * `node ace telephony:sync`: copies the exchanges' tables, assembles calls and links them.
 *
 * Exit codes: 0 all sites done, 1 at least one failed (the code and text are printed), 2 no such site.
 */
export default class TelephonySync extends BaseCommand {
  static override commandName = 'telephony:sync'
  static override description = 'Copy calls from the exchanges, assemble and link them'
  static override options = { startApp: true }

  @flags.string({ description: 'Name or id of one site; default all active ones' })
  declare site?: string

  @flags.boolean({ description: 'Read the tables from their beginning' })
  declare full: boolean

  @flags.boolean({ description: 'Only assemble all calls anew from the rows that are here' })
  declare reassemble: boolean

  @flags.number({ description: 'Rows and calls a transaction (default 5000 and 400)' })
  declare batch?: number

  override async run() {
    const sites = await this.app.container.make(SiteStore)
    const chosen = (await sites.profiles()).filter((site) => this.#isChosen(site))
    if (chosen.length === 0) {
      this.logger.error(this.site ? `No site "${this.site}"` : 'No site is set up')
      this.exitCode = this.site ? 2 : 0
      return
    }
    for (const site of chosen) await this.#sync(site)
  }

  #isChosen(site: SiteProfile): boolean {
    if (this.site !== undefined) return site.name === this.site || String(site.id) === this.site
    return site.active
  }

  async #sync(site: SiteProfile): Promise<void> {
    const siteSync = await this.app.container.make(SiteSync)
    const options: SyncOptions = {
      trigger: 'command',
      takeOver: true,
      full: this.full,
      ...(this.batch ? { pageRows: this.batch, pageCalls: this.batch } : {}),
      progress: async (done, total, step) => {
        this.logger.logUpdate(`${site.name}: ${step} ${done} of ${total}`)
      },
    }
    try {
      const result = this.reassemble
        ? await siteSync.reassemble(site.id, options)
        : await siteSync.run(site.id, options)
      this.logger.logUpdatePersist()
      this.logger.success(summaryOf(site, result))
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      this.logger.error(`${site.name}: ${error.code} ${JSON.stringify(error.params)}`)
      this.exitCode = 1
    }
  }
}

function summaryOf(site: SiteProfile, result: SyncResult): string {
  const skew = result.clockSkewSeconds ? `, its clock is off by ${result.clockSkewSeconds} s` : ''
  return (
    `${site.name}: ${result.rowsRead} rows read, ${result.rowsAdded} new, ` +
    `${result.callsWritten} calls written, ${result.callsLinked} linked${skew}`
  )
}
