import type { LocalizedText } from '#core/metadata/types'
import type { Filter } from '#core/records/types'
import { client, queryString } from './client.js'

export const WEBHOOK_EVENTS = ['created', 'updated', 'deleted', 'restored'] as const
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number]
export const DELIVERY_STATES = ['pending', 'retrying', 'delivered', 'failed', 'cancelled'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

export interface WebhookInput {
  label: LocalizedText
  entity: string
  events: WebhookEvent[]
  filter?: Filter | null
  fields: string[]
  url: string
  pauseAfter: number
  keepDays: number
  runAs: number | null
}
export interface Webhook extends WebhookInput {
  id: number
  name: string
  state: 'on' | 'off' | 'paused'
  pausedBecause: 'failures' | 'run_as' | 'definition' | null
  failures: number
  version: number
  updatedAt: string
  runAsName: string | null
  hasSecret: boolean
  oldSecretUntil: string | null
  lastDeliveredAt: string | null
  waiting: number
}
export interface Delivery {
  id: number
  uuid: string
  event: WebhookEvent | 'test'
  recordId: number | null
  state: DeliveryState
  round: number
  attempts: number
  nextAt: string | null
  status: number | null
  failure: string | null
  code: string | null
  /** Null too for readers who may not see what was sent. */
  answer: string | null
  durationMs: number | null
  createdAt: string
  finishedAt: string | null
}
export interface Destination {
  id: number
  origin: string
  private: boolean
  note: string
  createdAt: string
}
export interface DeliveryQuery {
  state?: DeliveryState | undefined
  event?: Delivery['event'] | undefined
  before?: number | undefined
}

export const DELIVERIES_PAGE = 50
const BASE = '/api/admin/webhooks'
const at = (name: string) => `${BASE}/${encodeURIComponent(name)}`
const withSignal = (signal?: AbortSignal) => (signal ? { signal } : {})

export const webhooksApi = {
  list: async (signal?: AbortSignal) =>
    (await client.get<{ webhooks: Webhook[] }>(BASE, withSignal(signal))).webhooks,
  get: async (name: string, signal?: AbortSignal) =>
    (await client.get<{ webhook: Webhook }>(at(name), withSignal(signal))).webhook,
  /** The secret comes with this answer and never again. */
  create: (name: string, input: WebhookInput) =>
    client.post<{ webhook: Webhook; secret: string }>(BASE, { name, ...input }),
  save: async (name: string, version: number, input: WebhookInput) =>
    (await client.put<{ webhook: Webhook }>(at(name), { ...input, version })).webhook,
  remove: (name: string) => client.delete(at(name)),
  turn: async (name: string, on: boolean) =>
    (await client.post<{ webhook: Webhook }>(`${at(name)}/turn`, { on })).webhook,
  newSecret: (name: string, keepHours: number) =>
    client.post<{ webhook: Webhook; secret: string }>(`${at(name)}/secret`, { keepHours }),
  test: async (name: string) =>
    (await client.post<{ delivery: Delivery }>(`${at(name)}/test`, {})).delivery,
  deliveries: async (name: string, query: DeliveryQuery, signal?: AbortSignal) => {
    const asked = queryString({ ...query, limit: DELIVERIES_PAGE })
    const path = `${at(name)}/deliveries${asked}`
    return (await client.get<{ deliveries: Delivery[] }>(path, withSignal(signal))).deliveries
  },
  sendAgain: async (id: number) =>
    (
      await client.post<{ delivery: Delivery }>(
        `/api/admin/webhook-deliveries/${id}/send-again`,
        {}
      )
    ).delivery,
}

const DESTINATIONS = '/api/admin/destinations'
export const destinationsApi = {
  list: async (signal?: AbortSignal) =>
    (await client.get<{ destinations: Destination[] }>(DESTINATIONS, withSignal(signal)))
      .destinations,
  add: async (given: { origin: string; private: boolean; note: string }) =>
    (await client.post<{ destinations: Destination[] }>(DESTINATIONS, given)).destinations,
  remove: (id: number) => client.delete(`${DESTINATIONS}/${id}`),
}
