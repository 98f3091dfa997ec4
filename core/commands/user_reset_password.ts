import { args, flags } from '@adonisjs/core/ace'
import { CodedCommand } from '#core/errors/coded_command'
import { appUrl } from '#core/config/app'
import { Database } from '#core/database/database'
import { Actors } from '#core/security/actors'
import { COMMAND_ORIGIN } from '#core/security/command_origin'
import { Passwords } from '#core/security/passwords'
import { findPerson } from '#core/security/user_directory'

export default class UserResetPassword extends CodedCommand {
  static override commandName = 'user:reset-password'
  static override description = 'Unlock a user and print a one-time link to choose a new password'
  static override options = { startApp: true }

  @args.string({ description: 'Login of the user' })
  declare login: string

  @flags.string({ description: 'Address of this installation, as browsers reach it' })
  declare address?: string

  override async run() {
    const { container } = this.app
    const database = await container.make(Database)
    const person = await findPerson(database.read, this.login)
    if (!person) {
      this.logger.error(`Nobody has the login ${this.login}`)
      this.exitCode = 1
      return
    }
    const system = (await container.make(Actors)).system()
    const passwords = await container.make(Passwords)
    await passwords.unlock(system, COMMAND_ORIGIN, person.id)
    const token = await passwords.resetLink(system, COMMAND_ORIGIN, person.id)
    this.logger.log(`${this.address ?? appUrl}/setup?token=${token}`)
  }
}
