import { args, flags } from '@adonisjs/core/ace'
import { CodedCommand } from '#core/errors/coded_command'
import { appUrl } from '#core/config/app'
import { COMMAND_ORIGIN } from '#core/security/command_origin'
import { Actors } from '#core/security/actors'
import { Passwords } from '#core/security/passwords'
import { Users } from '#core/security/users'

/** No password on the command line: it would stay in the shell's history. The link lets the person choose one. */
export default class UserCreate extends CodedCommand {
  static override commandName = 'user:create'
  static override description = 'Create a user and print a one-time link to choose a password'
  static override options = { startApp: true }

  @args.string({ description: 'Login of the new user' })
  declare login: string

  @flags.string({ description: 'Name; the login when absent' })
  declare name?: string

  @flags.array({ description: 'A role; may be given several times' })
  declare role?: string[]

  @flags.string({ description: 'en, fa or az' })
  declare language?: string

  @flags.string({ description: 'Address of this installation, as browsers reach it' })
  declare address?: string

  override async run() {
    const { container } = this.app
    const system = (await container.make(Actors)).system()
    const users = await container.make(Users)
    const values = {
      login: this.login,
      name: this.name ?? this.login,
      ...(this.language ? { language: this.language } : {}),
    }
    const input = { values, roles: this.role ?? [] }
    const { id } = await users.create(system, COMMAND_ORIGIN, input)
    const passwords = await container.make(Passwords)
    const token = await passwords.resetLink(system, COMMAND_ORIGIN, id)
    this.logger.log(`${this.address ?? appUrl}/setup?token=${token}`)
  }
}
