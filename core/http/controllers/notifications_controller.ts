import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { E_NOT_FOUND } from '#core/errors/errors'
import { text } from '#core/i18n/texts'
import { Notifications } from '#core/realtime/notifications'

const listValidator = vine.create({
  limit: vine.number().withoutDecimals().min(1).max(200).optional(),
  before: vine.number().withoutDecimals().min(1).optional(),
  unread: vine.boolean().optional(),
})

/** What the reader was told. */
@inject()
export default class NotificationsController {
  constructor(protected notifications: Notifications) {}

  async index({ request, actor }: HttpContext) {
    const { limit = 50, ...options } = await request.validateUsing(listValidator)
    const rows = await this.notifications.list(actor.userId, { limit, ...options })
    return {
      notifications: rows.map((row) => ({
        ...row,
        text: text(actor.language, textKeyOf(row.kind), row.params),
      })),
      unread: await this.notifications.unread(actor.userId),
    }
  }

  async read({ actor, params }: HttpContext) {
    const read = await this.notifications.read(actor.userId, Number(params.id))
    if (!read) throw new E_NOT_FOUND({ what: 'notification' })
    return { read: true }
  }

  async readAll({ actor }: HttpContext) {
    await this.notifications.read(actor.userId, 'all')
    return { read: true }
  }
}

/** A plugin's kind bears its name: `call_evaluation.assigned` is its text `notifications.assigned`. */
function textKeyOf(kind: string): string {
  const [part, name] = kind.split('.')
  return name === undefined ? `jobs.notifications.${kind}` : `${part}.notifications.${name}`
}
