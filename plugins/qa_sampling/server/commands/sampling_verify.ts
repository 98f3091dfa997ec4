import { args, BaseCommand } from '@adonisjs/core/ace'
import { CodedError } from '#core/errors/coded_error'
import { RunRecords } from '../runs/run_records.js'

/**
 * `node ace sampling:verify RUN`: draws a run again from the calls that were kept with it and compares.
 *
 * Exit codes: 0 the same, 1 another sample, 2 no such run, or what was kept was changed.
 */
export default class SamplingVerify extends BaseCommand {
  static override commandName = 'sampling:verify'
  static override description = 'Draw a sampling run again and compare it with its samples'
  static override options = { startApp: true }

  @args.string({ description: 'Number of the run' })
  declare run_id: string

  override async run() {
    const runs = await this.app.container.make(RunRecords)
    try {
      const found = await runs.verify(Number(this.run_id))
      const { missing, extra, different, population, drawn } = found
      const wrong = missing.length + extra.length + different.length
      const summary = `Run ${found.run}: ${drawn} of ${population} calls drawn again`
      if (wrong === 0) this.logger.success(`${summary}, the same ones`)
      else {
        const faults = { missing, extra, different }
        this.logger.error(`${summary}; they differ: ${JSON.stringify(faults)}`)
        this.exitCode = 1
      }
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      this.logger.error(`${error.code} ${JSON.stringify(error.params)}`)
      this.exitCode = 2
    }
  }
}
