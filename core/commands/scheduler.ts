import { BaseCommand } from '@adonisjs/core/ace'
import { JobWorkers } from '#core/jobs/job_workers'

/** Enqueues the jobs of schedules; any number may run beside each other. */
export default class SchedulerCommand extends BaseCommand {
  static override commandName = 'scheduler'
  static override description = 'Enqueue scheduled jobs until stopped'
  static override options = { startApp: true, staysAlive: true }

  override async run() {
    const workers = await this.app.container.make(JobWorkers)
    workers.startScheduler()
    this.logger.info('scheduler started')
  }
}
