import { Transmit } from '@adonisjs/transmit-client'
import type { Json } from '#core/metadata/types'
import { writeHeaders } from './client.js'

let transmit: Transmit | null = null

function connection(): Transmit {
  transmit ??= new Transmit({
    baseUrl: `${window.location.origin}/api`,
    beforeSubscribe: addHeaders,
    beforeUnsubscribe: addHeaders,
  })
  return transmit
}

function addHeaders(request: Request): void {
  for (const [name, value] of Object.entries(writeHeaders())) request.headers.set(name, value)
}

/**
 * Listens on an authorised channel (`users/7`, `jobs/12`) until the returned function is called. Messages say that something
 * has changed; the listener reads the rest through the API.
 */
export async function listen(
  channel: string,
  handle: (message: Json) => void
): Promise<() => void> {
  const subscription = connection().subscription(channel)
  await subscription.create()
  const stop = subscription.onMessage<Json>(handle)
  return () => {
    stop()
    void subscription.delete()
  }
}

/** Ends the event stream (signing out). */
export function closeRealtime(): void {
  transmit?.close()
  transmit = null
}
