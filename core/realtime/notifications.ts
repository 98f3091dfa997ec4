import type { Knex } from 'knex'
import type { DatabaseConnections } from '#core/database/types'
import type { JsonPrimitive } from '#core/metadata/types'
import type { Broadcaster } from '#core/realtime/types'
import type { Clock } from '#core/jobs/types'
import { afterCommit } from '#core/realtime/after_commit'

export interface NewNotification {
  userId: number
  /** Key of the text: `notifications.<kind>`; of a plugin `<plugin>.<kind>`, its own text `notifications.<kind>`. */
  kind: string
  params: Record<string, JsonPrimitive>
  /** Path of the page it is about. */
  link: string | null
}

export interface NotificationView {
  id: number
  kind: string
  params: Record<string, JsonPrimitive>
  link: string | null
  createdAt: string
  readAt: string | null
}

interface StoredNotification {
  id: number
  user_id: number
  kind: string
  params: string
  link: string | null
  created_at: number | string
  read_at: number | string | null
}

function toView(row: StoredNotification): NotificationView {
  return {
    id: row.id,
    kind: row.kind,
    params: JSON.parse(row.params) as Record<string, JsonPrimitive>,
    link: row.link,
    createdAt: new Date(Number(row.created_at)).toISOString(),
    readAt: row.read_at === null ? null : new Date(Number(row.read_at)).toISOString(),
  }
}

/** What people are told: a row each, and a message on `users/:id` once it is committed. */
export class Notifications {
  readonly #database: DatabaseConnections
  readonly #broadcaster: Broadcaster
  readonly #clock: Clock

  constructor(
    database: DatabaseConnections,
    broadcaster: Broadcaster,
    clock: Clock = () => new Date()
  ) {
    this.#database = database
    this.#broadcaster = broadcaster
    this.#clock = clock
  }

  /** Writes it in the caller's transaction. */
  async add(trx: Knex.Transaction, notification: NewNotification): Promise<number> {
    const [inserted] = await trx('notifications').insert(
      {
        user_id: notification.userId,
        kind: notification.kind,
        params: JSON.stringify(notification.params),
        link: notification.link,
        created_at: this.#clock().getTime(),
      },
      ['id']
    )
    const id = Number((inserted as { id: number }).id)
    afterCommit(trx, () =>
      this.#broadcaster.broadcast({
        channel: `users/${notification.userId}`,
        payload: {
          type: 'notification',
          id,
          kind: notification.kind,
          params: notification.params,
          link: notification.link,
        },
      })
    )
    return id
  }

  async list(userId: number, options: { limit: number; before?: number; unread?: boolean }) {
    const query = this.#database
      .read<StoredNotification>('notifications')
      .where('user_id', userId)
      .orderBy('id', 'desc')
      .limit(options.limit)
    if (options.before) query.where('id', '<', options.before)
    if (options.unread) query.whereNull('read_at')
    return (await query).map(toView)
  }

  async unread(userId: number): Promise<number> {
    const [row] = await this.#database
      .read('notifications')
      .where('user_id', userId)
      .whereNull('read_at')
      .count({ count: '*' })
    return Number(row?.count ?? 0)
  }

  /** Marks one as read (or all with `all`); false when the user has no such notification. */
  async read(userId: number, id: number | 'all'): Promise<boolean> {
    const query = this.#database.write('notifications').where('user_id', userId)
    if (id !== 'all') query.where('id', id)
    const marked = await query.update({
      read_at: this.#database.write.raw('coalesce(read_at, ?)', [this.#clock().getTime()]),
    })
    return id === 'all' || marked === 1
  }
}
