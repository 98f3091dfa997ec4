import { BaseCommand } from '@adonisjs/core/ace'
import { DemoLoader } from '../demo_loader.js'

const STEPS = {
  staff: 'People of the bank',
  records: 'Customers and cases',
  calls: 'Days of calls',
}

export default class LoadDemo extends BaseCommand {
  static override commandName = 'demo:load'
  static override description = 'Load the demo bank: staff, customers, cases and a month of calls'
  static override options = { startApp: true }

  override async run() {
    const loader = await this.app.container.make(DemoLoader)
    let shown = ''
    const loaded = await loader.load({
      now: new Date(),
      report: (step, done, total) => {
        const line = `${STEPS[step]}: ${done} of ${total}`
        if (line !== shown) this.logger.info(line)
        shown = line
      },
    })
    if (loaded) this.logger.success('The demo bank is there')
    else this.logger.info('The demo bank was there already; nothing was changed')
  }
}
