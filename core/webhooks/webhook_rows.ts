import type { Knex } from 'knex'
import type {
  Delivery,
  DeliveryState,
  PauseReason,
  Webhook,
  WebhookBody,
  WebhookDefinition,
  WebhookState,
} from '#core/webhooks/types'

export interface StoredWebhook {
  id: number
  name: string
  entity: string
  definition: string
  url: string
  run_as: number | null
  state: WebhookState
  paused_because: PauseReason | null
  failures: number
  secret: string | null
  old_secret: string | null
  old_secret_until: number | string | null
  version: number
  updated_by: number
  updated_at: number | string
}

export interface StoredDelivery {
  id: number
  uuid: string
  webhook_id: number
  event: WebhookBody['event']
  record_id: number | null
  body: string
  state: DeliveryState
  round: number
  attempts: number
  next_at: number | string | null
  status: number | null
  failure: string | null
  code: string | null
  answer: string | null
  duration_ms: number | null
  created_at: number | string
  finished_at: number | string | null
}

/** The columns of a definition. */
export function columnsOf(definition: WebhookDefinition) {
  const { entity, url, ...rest } = definition
  return { entity, url, definition: JSON.stringify(rest) }
}

export function definitionOf(row: StoredWebhook): WebhookDefinition {
  const rest = JSON.parse(row.definition) as Omit<WebhookDefinition, 'entity' | 'url'>
  return { ...rest, entity: row.entity, url: row.url }
}

export function toWebhook(row: StoredWebhook): Webhook {
  return {
    ...definitionOf(row),
    id: row.id,
    name: row.name,
    runAs: row.run_as,
    state: row.state,
    pausedBecause: row.paused_because,
    failures: row.failures,
    version: row.version,
    updatedBy: row.updated_by,
  }
}

const isoOf = (at: number | string | null) =>
  at === null ? null : new Date(Number(at)).toISOString()

export function toDelivery(row: StoredDelivery): Delivery {
  return {
    id: row.id,
    uuid: row.uuid,
    webhookId: row.webhook_id,
    event: row.event,
    recordId: row.record_id,
    state: row.state,
    round: row.round,
    attempts: row.attempts,
    nextAt: isoOf(row.next_at),
    status: row.status,
    failure: row.failure,
    code: row.code,
    answer: row.answer,
    durationMs: row.duration_ms,
    createdAt: isoOf(row.created_at) ?? '',
    finishedAt: isoOf(row.finished_at),
  }
}

export const webhookById = (db: Knex, id: number): Promise<StoredWebhook | undefined> =>
  db<StoredWebhook>('webhooks').where({ id }).first()
export const webhookByName = (db: Knex, name: string): Promise<StoredWebhook | undefined> =>
  db<StoredWebhook>('webhooks').where({ name }).first()

/** Those on their way, or waiting for their webhook to go on. */
export const UNFINISHED: DeliveryState[] = ['pending', 'retrying']
