import { flags } from '@adonisjs/core/ace'
import { CodedCommand } from '#core/errors/coded_command'
import { appUrl } from '#core/config/app'
import { FirstAdministrator } from '#core/security/first_administrator'

export default class UserSetupLink extends CodedCommand {
  static override commandName = 'user:setup-link'
  static override description = 'Make a one-time link by which the first administrator signs up'
  static override options = { startApp: true }

  @flags.string({ description: 'Address of this installation, as browsers reach it' })
  declare address?: string

  override async run() {
    const first = await this.app.container.make(FirstAdministrator)
    const link = await first.setupLink(this.address ?? appUrl)
    if (link) this.logger.log(link)
    else {
      this.logger.error('There is an administrator already. See user:reset-password')
      this.exitCode = 1
    }
  }
}
