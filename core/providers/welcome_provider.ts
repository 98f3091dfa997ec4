import type { ApplicationService } from '@adonisjs/core/types'
import env from '#core/start/env'

/** Tells the person who started the server where it is and, while nobody can sign in yet, how to become the first one. */
export default class WelcomeProvider {
  constructor(protected app: ApplicationService) {}

  async ready() {
    if (env.get('NODE_ENV') === 'test') return
    const { FirstAdministrator } = await import('#core/security/first_administrator')
    const address = env.get('APP_URL') ?? `http://${env.get('HOST')}:${env.get('PORT')}`
    const link = await (await this.app.container.make(FirstAdministrator)).setupLink(address)
    const lines = ['', `  Peyvand is ready at ${address}`]
    if (link) {
      lines.push(
        '',
        '  Nobody can sign in yet. Open this link once to make the first administrator:',
        `  ${link}`
      )
    }
    process.stdout.write(`${lines.join('\n')}\n\n`)
  }
}
