import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { E_NOT_FOUND, E_STALE_VERSION, E_UNAUTHENTICATED, E_VALIDATION } from '#core/errors/errors'
import type { Destinations } from '#core/http_out/destinations'
import type { Clock } from '#core/jobs/types'
import type { Json } from '#core/metadata/types'
import { CLIENT_PREFIX } from '#core/metadata/types'
import { isName } from '#core/metadata/validation/names'
import { afterCommit } from '#core/realtime/after_commit'
import type { MetadataSource } from '#core/records/ports'
import type { Records } from '#core/records/records'
import type { Actors } from '#core/security/actors'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import { requirePermission } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'
import type { DeliveryQueue } from '#core/webhooks/delivery_queue'
import { DETAIL, E_WEBHOOK_EXISTS, E_WEBHOOK_INCOMPLETE } from '#core/webhooks/errors'
import { newSecret, type Encryption } from '#core/webhooks/secrets'
import { definitionFaults, fieldFaults, requireEntitled } from '#core/webhooks/webhook_rules'
import type { WebhookWatch } from '#core/webhooks/webhook_watch'
import {
  columnsOf,
  toWebhook,
  webhookByName,
  type StoredWebhook,
} from '#core/webhooks/webhook_rows'
import type { Webhook, WebhookDefinition } from '#core/webhooks/types'

export const WEBHOOKS_PERMISSION = 'core.admin.webhooks'

export interface WebhookServices {
  database: Database
  metadata: MetadataSource
  records: Records
  actors: Actors
  destinations: Destinations
  encryption: Encryption
  watch: WebhookWatch
  queue: DeliveryQueue
  audit: AuditLog
  clock: Clock
}

/** A webhook as its page shows it. The secret never leaves the server after the answer that made it. */
export interface WebhookView extends Webhook {
  updatedAt: string
  runAsName: string | null
  hasSecret: boolean
  /** Until then the former secret holds too. */
  oldSecretUntil: string | null
  lastDeliveredAt: string | null
  waiting: number
}

export type WebhookInput = WebhookDefinition & { runAs: number | null }

/** What administrators do with webhooks. Bound as a singleton. */
export class Webhooks {
  readonly #services: WebhookServices

  constructor(services: WebhookServices) {
    this.#services = services
  }

  async list(actor: Actor): Promise<WebhookView[]> {
    requirePermission(actor, WEBHOOKS_PERMISSION)
    const { read } = this.#services.database
    const rows: StoredWebhook[] = await read('webhooks').orderBy('name')
    return Promise.all(rows.map((row) => this.#view(read, row)))
  }

  async get(actor: Actor, name: string): Promise<WebhookView> {
    requirePermission(actor, WEBHOOKS_PERMISSION)
    const { read } = this.#services.database
    return this.#view(read, await this.find(read, name))
  }

  async #view(db: Knex, row: StoredWebhook): Promise<WebhookView> {
    const person: { name: string } | undefined =
      row.run_as === null ? undefined : await db('users').where('id', row.run_as).first('name')
    const of = () => db('webhook_deliveries').where('webhook_id', row.id)
    const [last] = await of().where('state', 'delivered').max({ at: 'finished_at' })
    const [open] = await of().whereIn('state', ['pending', 'retrying']).count({ n: '*' })
    const until = Number(row.old_secret_until ?? 0)
    const iso = (at: unknown) => (at ? new Date(Number(at)).toISOString() : null)
    return {
      ...toWebhook(row),
      updatedAt: iso(row.updated_at) ?? '',
      runAsName: person?.name ?? null,
      hasSecret: row.secret !== null,
      oldSecretUntil: until > this.#services.clock().getTime() ? iso(until) : null,
      lastDeliveredAt: iso(last?.at),
      waiting: Number(open?.n ?? 0),
    }
  }

  /** Name of one that sends to an origin; null where none does. */
  async sendingTo(db: Knex, origin: string): Promise<string | null> {
    const rows: StoredWebhook[] = await db('webhooks').select('name', 'url')
    return rows.find(({ url }) => URL.parse(url)?.origin === origin)?.name ?? null
  }

  /** @throws E_NOT_FOUND */
  async find(db: Knex, name: string): Promise<StoredWebhook> {
    const row = await webhookByName(db, name)
    if (!row) throw new E_NOT_FOUND({ what: 'webhook' })
    return row
  }

  /**
   * Makes a webhook, turned off, and answers its secret: this once.
   *
   * @throws E_VALIDATION with every fault, E_WEBHOOK_EXISTS, E_WEBHOOK_RUN_AS, E_FORBIDDEN
   */
  async create(
    actor: Actor,
    origin: Origin,
    name: string,
    input: WebhookInput
  ): Promise<{ webhook: WebhookView; secret: string }> {
    requirePermission(actor, WEBHOOKS_PERMISSION)
    if (!name.startsWith(CLIENT_PREFIX))
      throw new E_VALIDATION({}, [{ path: 'name', code: 'E_CLIENT_PREFIX' }])
    if (!isName(name)) throw new E_VALIDATION({}, [{ path: 'name', code: 'E_NAME_PATTERN' }])
    const { encryption } = this.#services
    const secret = newSecret()
    await this.#change(async (trx, now) => {
      if (await webhookByName(trx, name)) throw new E_WEBHOOK_EXISTS({ name })
      await this.#check(trx, actor, input)
      const { runAs, ...definition } = input
      await trx('webhooks').insert({
        ...columnsOf(definition),
        name,
        run_as: runAs,
        state: 'off',
        failures: 0,
        secret: encryption.encrypt(secret),
        version: 1,
        updated_by: actor.userId,
        updated_at: now.getTime(),
      })
      await this.#audit(trx, actor, origin, 'webhook.created', name, now, input)
    })
    return { webhook: await this.get(actor, name), secret }
  }

  /** @throws as `create`; E_STALE_VERSION */
  async update(
    actor: Actor,
    origin: Origin,
    name: string,
    version: number,
    input: WebhookInput
  ): Promise<WebhookView> {
    requirePermission(actor, WEBHOOKS_PERMISSION)
    await this.#change(async (trx, now) => {
      const row = await this.find(trx, name)
      if (row.version !== version) throw new E_STALE_VERSION({ current: row.version })
      await this.#check(trx, actor, input)
      const { runAs, ...definition } = input
      await trx('webhooks')
        .where({ id: row.id, version })
        .update({
          ...columnsOf(definition),
          run_as: runAs,
          version: version + 1,
          updated_by: actor.userId,
          updated_at: now.getTime(),
        })
      await this.#audit(trx, actor, origin, 'webhook.changed', name, now, input)
    })
    return this.get(actor, name)
  }

  /** Takes it away with the log of its deliveries. */
  async remove(actor: Actor, origin: Origin, name: string): Promise<void> {
    requirePermission(actor, WEBHOOKS_PERMISSION)
    await this.#change(async (trx, now) => {
      const row = await this.find(trx, name)
      await trx('webhook_deliveries').where('webhook_id', row.id).delete()
      await trx('webhooks').where('id', row.id).delete()
      await this.#audit(trx, actor, origin, 'webhook.removed', name, now, {})
    })
  }

  /**
   * Turns it on (also after a pause: what waited is sent now) or off (what waits is not sent).
   *
   * @throws E_WEBHOOK_INCOMPLETE, E_WEBHOOK_RUN_AS, E_VALIDATION where it could not work now
   */
  async turn(actor: Actor, origin: Origin, name: string, on: boolean): Promise<WebhookView> {
    requirePermission(actor, WEBHOOKS_PERMISSION)
    const { queue } = this.#services
    await this.#change(async (trx, now) => {
      const row = await this.find(trx, name)
      if (on) {
        if (row.secret === null) throw new E_WEBHOOK_INCOMPLETE({ what: 'secret' })
        if (row.run_as === null) throw new E_WEBHOOK_INCOMPLETE({ what: 'person' })
        await this.#check(trx, actor, toWebhook(row))
      }
      const state = on ? ('on' as const) : ('off' as const)
      await trx('webhooks').where('id', row.id).update({ state, paused_because: null, failures: 0 })
      if (on) await queue.release(trx, row.id, now)
      else await queue.cancel(trx, row.id, now)
      await this.#audit(trx, actor, origin, `webhook.turned_${state}`, name, now, {})
    })
    return this.get(actor, name)
  }

  /** A new secret, answered this once. The former one signs along for `keepHours`. */
  async rotate(
    actor: Actor,
    origin: Origin,
    name: string,
    keepHours: number
  ): Promise<{ webhook: WebhookView; secret: string }> {
    requirePermission(actor, WEBHOOKS_PERMISSION)
    const secret = newSecret()
    await this.#change(async (trx, now) => {
      const row = await this.find(trx, name)
      requireEntitled(this.#services.metadata.current(), actor, row.run_as, toWebhook(row))
      const keeps = keepHours > 0 && row.secret !== null
      await trx('webhooks')
        .where('id', row.id)
        .update({
          secret: this.#services.encryption.encrypt(secret),
          old_secret: keeps ? row.secret : null,
          old_secret_until: keeps ? now.getTime() + keepHours * 3_600_000 : null,
        })
      const details = { keepHours }
      await this.#audit(trx, actor, origin, 'webhook.secret_changed', name, now, details)
    })
    return { webhook: await this.get(actor, name), secret }
  }

  /**
   * Whether it could work and whether the actor may set it up so.
   *
   * @throws E_VALIDATION, E_WEBHOOK_RUN_AS
   */
  async #check(trx: Knex.Transaction, actor: Actor, input: WebhookInput): Promise<void> {
    const { metadata, destinations, records } = this.#services
    const current = metadata.current()
    const faults = definitionFaults(current, input)
    const url = await destinations.faultOf(input.url, trx)
    if (url) faults.push({ path: 'url', code: url })
    if (faults.length > 0) throw new E_VALIDATION({}, faults)
    requireEntitled(current, actor, input.runAs, input)
    const person = await this.#person(input.runAs)
    if (!person) return
    const unread = fieldFaults(current, person, input)
    if (unread.length > 0) throw new E_VALIDATION({}, unread)
    const { entity, filter } = input
    await records.query(
      person,
      { entity, select: ['id'], limit: 1, ...(filter ? { filter } : {}) },
      { trx }
    )
  }

  async #person(runAs: number | null): Promise<Actor | null> {
    if (runAs === null) return null
    try {
      return await this.#services.actors.load(runAs)
    } catch (error) {
      if (!(error instanceof E_UNAUTHENTICATED)) throw error
      throw new E_VALIDATION({}, [{ path: 'runAs', code: DETAIL.person }], { cause: error })
    }
  }

  async #change(work: (trx: Knex.Transaction, now: Date) => Promise<void>): Promise<void> {
    const { database, watch, clock } = this.#services
    await database.transaction(async (trx) => {
      await work(trx, clock())
      afterCommit(trx, () => watch.forget())
    })
  }

  async #audit(
    trx: Knex.Transaction,
    actor: Actor,
    origin: Origin,
    action: string,
    name: string,
    at: Date,
    said: object
  ): Promise<void> {
    const details = JSON.parse(JSON.stringify({ name, ...said })) as Json
    await this.#services.audit.append(trx, [auditEntry(actor, origin, action, at, { details })])
  }
}
