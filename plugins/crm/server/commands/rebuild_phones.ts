import { BaseCommand, flags } from '@adonisjs/core/ace'
import { Database } from '#core/database/database'
import { Jobs } from '#core/jobs/jobs'
import { PhoneIndexRebuild } from '../phones/phone_index_rebuild.js'

export default class RebuildPhones extends BaseCommand {
  static override commandName = 'crm:phones:rebuild'
  static override description = 'Make the phone index anew from all phone fields'
  static override options = { startApp: true }

  @flags.boolean({ description: 'Run here and now instead of as a job of the running system' })
  declare now: boolean

  override async run() {
    if (this.now) {
      const rebuild = await this.app.container.make(PhoneIndexRebuild)
      const numbers = await rebuild.run(async (done, total) => {
        this.logger.logUpdate(`${done} of ${total} records`)
      })
      this.logger.logUpdatePersist()
      this.logger.success(`The phone index holds ${numbers} numbers`)
      return
    }
    const database = await this.app.container.make(Database)
    const jobs = await this.app.container.make(Jobs)
    const id = await database.transaction((trx) =>
      jobs.enqueue(trx, 'crm.phones.rebuild', {}, { title: 'Phone index' })
    )
    this.logger.success(`Job ${id} will make the phone index anew`)
  }
}
