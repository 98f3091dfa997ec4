import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { E_UNAUTHENTICATED } from '#core/errors/errors'
import type { HttpOut, SendOutcome } from '#core/http_out/http_out'
import type { Clock, JobDefinition } from '#core/jobs/types'
import type { MetadataSource } from '#core/records/ports'
import type { Actors } from '#core/security/actors'
import type { Actor } from '#core/security/types'
import type { DeliveryQueue } from '#core/webhooks/delivery_queue'
import type { Deliveries } from '#core/webhooks/deliveries'
import { isFinal, retryAfter } from '#core/webhooks/retry'
import { secretsOf, type Encryption } from '#core/webhooks/secrets'
import { narrowed, sendable } from '#core/webhooks/sent_fields'
import { DELIVERY_HEADER, sign, SIGNATURE_HEADER, TIMESTAMP_HEADER } from '#core/webhooks/signature'
import {
  definitionOf,
  UNFINISHED,
  webhookById,
  type StoredDelivery,
  type StoredWebhook,
} from '#core/webhooks/webhook_rows'
import type { WebhookPauses } from '#core/webhooks/webhook_pauses'
import type { WebhookBody } from '#core/webhooks/types'

/** A receiver has this long, and of its answer this much is kept. */
const TIMEOUT_MS = 10_000
const ANSWER_BYTES = 2_000

interface Parts {
  database: Database
  metadata: MetadataSource
  actors: Actors
  http: HttpOut
  encryption: Pick<Encryption, 'decrypt'>
  queue: DeliveryQueue
  pauses: WebhookPauses
  clock: Clock
  /** 0 to 1. */
  jitter: () => number
  timeoutMs?: number
}

/** What was collected for a webhook that is paused waits; a test, and what somebody sends by hand, goes out whatever its state. */
const goesOn = ({ state }: StoredWebhook, { event, round }: StoredDelivery): boolean =>
  state === 'on' || event === 'test' || round > 0

/** One attempt at one delivery, and what follows from it. */
export class DeliveryAttempt {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Idempotent by delivery and attempt: a repeated one finds that the row has moved on. An attempt cut short between sending and
   * writing is sent again under the same number.
   */
  async run(id: number, attempt: number, signal: AbortSignal): Promise<void> {
    const { read } = this.#parts.database
    const row = await read<StoredDelivery>('webhook_deliveries').where({ id }).first()
    if (!row || !UNFINISHED.includes(row.state) || row.attempts !== attempt - 1) return
    const webhook = await webhookById(read, row.webhook_id)
    if (!webhook) return
    if (!goesOn(webhook, row)) return this.#wait(row)
    const person = await this.#person(webhook)
    if (!person) {
      await this.#pause(webhook)
      return
    }
    const { clock } = this.#parts
    const startedAt = clock().getTime()
    const outcome = await this.#send(webhook, row, person, signal)
    const durationMs = Math.max(0, clock().getTime() - startedAt)
    await this.#settle(webhook, row, attempt, outcome, durationMs)
  }

  async #wait({ id }: StoredDelivery): Promise<void> {
    const { write } = this.#parts.database
    await write('webhook_deliveries').where({ id }).update({ next_at: null })
  }

  async #person({ run_as: runAs }: StoredWebhook): Promise<Actor | null> {
    if (runAs === null) return null
    try {
      return await this.#parts.actors.load(runAs)
    } catch (error) {
      if (error instanceof E_UNAUTHENTICATED) return null
      throw error
    }
  }

  async #pause(webhook: StoredWebhook): Promise<void> {
    const { database, pauses } = this.#parts
    await database.transaction((trx) => pauses.pause(trx, webhook, 'run_as'))
  }

  #send(
    webhook: StoredWebhook,
    row: StoredDelivery,
    person: Actor,
    signal: AbortSignal
  ): Promise<SendOutcome> {
    const { http, encryption, metadata, clock, timeoutMs = TIMEOUT_MS } = this.#parts
    const { url, fields, entity } = definitionOf(webhook)
    const stored = JSON.parse(row.body) as WebhookBody
    const body = JSON.stringify(
      narrowed(stored, sendable(metadata.current(), person.access, entity, fields))
    )
    const now = clock()
    const timestamp = Math.floor(now.getTime() / 1_000)
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Peyvand',
      [DELIVERY_HEADER]: row.uuid,
      [TIMESTAMP_HEADER]: String(timestamp),
      [SIGNATURE_HEADER]: sign(secretsOf(webhook, encryption, now), timestamp, body),
    }
    return http.send({ url, headers, body }, { timeoutMs, answerBytes: ANSWER_BYTES, signal })
  }

  async #settle(
    webhook: StoredWebhook,
    row: StoredDelivery,
    attempt: number,
    outcome: SendOutcome,
    durationMs: number
  ): Promise<void> {
    const { database, queue, clock, jitter } = this.#parts
    const now = clock()
    const { failure, status, code, answer } = outcome
    const wait = failure === null || isFinal(failure) ? null : retryAfter(attempt, jitter())
    const state = failure === null ? 'delivered' : wait === null ? 'failed' : 'retrying'
    await database.transaction(async (trx) => {
      const written = await trx('webhook_deliveries')
        .where({ id: row.id, attempts: row.attempts, round: row.round })
        .whereIn('state', UNFINISHED)
        .update({
          state,
          attempts: attempt,
          status,
          failure,
          code: code?.slice(0, 40) ?? null,
          answer,
          duration_ms: durationMs,
          next_at: null,
          finished_at: wait === null ? now.getTime() : null,
        })
      if (written === 0) return
      if (wait !== null) await queue.attempt(trx, row, attempt + 1, new Date(now.getTime() + wait))
      if (row.event !== 'test') await this.#count(trx, webhook.id, failure === null)
    })
  }

  /** Failures in a row are counted over all deliveries of a webhook. */
  async #count(trx: Knex.Transaction, id: number, delivered: boolean): Promise<void> {
    const failures = delivered ? 0 : trx.raw('failures + 1')
    await trx('webhooks').where({ id }).update({ failures })
    const row = await webhookById(trx, id)
    if (!row || row.failures < definitionOf(row).pauseAfter) return
    await this.#parts.pauses.pause(trx, row, 'failures')
  }
}

declare module '#core/jobs/types' {
  interface JobPayloads {
    'core.webhooks.tidy': Record<never, never>
  }
}

export function deliverJob(attempt: DeliveryAttempt): JobDefinition<'core.webhooks.deliver'> {
  return {
    name: 'core.webhooks.deliver',
    handle: (payload, { signal }) => attempt.run(payload.delivery, payload.attempt, signal),
    /** One receiver that hangs must not hold up all others. */
    concurrency: 8,
  }
}

export function tidyJob(deliveries: Deliveries): JobDefinition<'core.webhooks.tidy'> {
  return {
    name: 'core.webhooks.tidy',
    async handle(_payload, { now, result }) {
      result({ deliveries: await deliveries.tidy(now) })
    },
  }
}
