import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { Sessions } from '#core/security/sessions'
import { SignIn } from '#core/security/sign_in'

function ownSession(auth: HttpContext['auth']): number | null {
  const { credential } = auth.use('peyvand')
  return credential?.kind === 'session' ? credential.session.id : null
}

/** Where the signed-in person is signed in. */
@inject()
export default class MeSessionsController {
  constructor(
    protected sessions: Sessions,
    protected signIn: SignIn
  ) {}

  async index({ auth, actor }: HttpContext) {
    const own = ownSession(auth)
    const rows = await this.sessions.list(actor.userId)
    const sessions = rows.map((row) => ({
      id: row.id,
      address: row.address,
      agent: row.agent,
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
      current: row.id === own,
    }))
    return { sessions }
  }

  async destroy({ params, response, actor, origin }: HttpContext) {
    await this.signIn.endSession(actor, origin, Number(params.id))
    response.noContent()
  }

  /** Signs out everywhere else; `?all=1` here as well. */
  async destroyAll({ request, auth, actor, origin }: HttpContext) {
    const keep = request.input('all') ? null : ownSession(auth)
    return { ended: await this.signIn.endAllSessions(actor, origin, keep) }
  }
}
