import type { Broadcast, Broadcaster } from '#core/realtime/types'
import type { Json } from '#core/metadata/types'

/** The part of Transmit that is used to send. */
interface Sender {
  broadcast(channel: string, payload?: Json): void
}

/** Messages to browsers over Server-Sent Events. */
export class TransmitBroadcaster implements Broadcaster {
  readonly #sender: () => Promise<Sender>

  constructor(sender: () => Promise<Sender>) {
    this.#sender = sender
  }

  broadcast(message: Broadcast): void {
    void this.#sender().then((sender) => sender.broadcast(message.channel, message.payload))
  }
}
