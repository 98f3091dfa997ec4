import type { LocalizedText } from '#core/metadata/types'
import type { Filter } from '#core/records/types'

export const WEBHOOK_EVENTS = ['created', 'updated', 'deleted', 'restored'] as const
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number]

/** What is carried from bank to bank: no secret, no person, no number of this installation. */
export interface WebhookDefinition {
  label: LocalizedText
  entity: string
  events: WebhookEvent[]
  /** Told only of records that it matches after the change (before it, when they are deleted). */
  filter?: Filter
  /** Paths that are sent, over look-ups too; nothing else is. */
  fields: string[]
  url: string
  /** So many failed attempts in a row pause it. */
  pauseAfter: number
  /** How long the log of its deliveries is kept. */
  keepDays: number
}

export const WEBHOOK_STATES = ['on', 'off', 'paused'] as const
export type WebhookState = (typeof WEBHOOK_STATES)[number]
/** Why the system paused a webhook: what a person must see to. */
export type PauseReason = 'failures' | 'run_as' | 'definition'

export interface Webhook extends WebhookDefinition {
  id: number
  name: string
  runAs: number | null
  state: WebhookState
  pausedBecause: PauseReason | null
  failures: number
  version: number
  updatedBy: number
}

export const DELIVERY_STATES = ['pending', 'retrying', 'delivered', 'failed', 'cancelled'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** A record of a change, as it goes out. Keys of `record` are the paths, with `id` and `version`. */
export interface WebhookBody {
  webhook: string
  event: WebhookEvent | 'test'
  entity: string
  /** Of the change, ISO 8601 in UTC. */
  at: string
  record: { [path: string]: unknown }
  /** Names of the sent fields that differ from before, of `updated`. */
  changed?: string[]
}

export interface Delivery {
  id: number
  uuid: string
  webhookId: number
  event: WebhookBody['event']
  recordId: number | null
  state: DeliveryState
  round: number
  attempts: number
  nextAt: string | null
  status: number | null
  failure: string | null
  code: string | null
  answer: string | null
  durationMs: number | null
  createdAt: string
  finishedAt: string | null
}
