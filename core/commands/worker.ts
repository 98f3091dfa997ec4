import { BaseCommand } from '@adonisjs/core/ace'
import { JobWorkers } from '#core/jobs/job_workers'

/** Background work in a process of its own; stops in order on SIGTERM. */
export default class Worker extends BaseCommand {
  static override commandName = 'worker'
  static override description = 'Run background jobs until stopped'
  static override options = { startApp: true, staysAlive: true }

  override async run() {
    const workers = await this.app.container.make(JobWorkers)
    workers.startWorker()
    this.logger.info('worker started')
  }
}
