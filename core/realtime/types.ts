import type { Json } from '#core/metadata/types'

/**
 * Events inside the process group, by name. Open: declare an event by augmenting this interface. They say that something
 * has changed (ids only); a listener reads the rest.
 */
export interface DomainEvents {
  'metadata.changed': { version: string }
  'record.created': { entity: string; id: number }
  'record.updated': { entity: string; id: number; fields: string[] }
  'record.deleted': { entity: string; id: number }
  'job.cancel_requested': { id: number }
}
export type DomainEventName = keyof DomainEvents & string

export type EventListener = {
  [N in DomainEventName]: { event: N; handle(payload: DomainEvents[N]): Promise<void> }
}[DomainEventName]

/** One message to browsers on an authorised channel. */
export interface Broadcast {
  channel: string
  payload: Json
}

/** Sends messages to browsers. Losing one is allowed: pages read the state again when they connect. */
export interface Broadcaster {
  broadcast(message: Broadcast): void
}
