import type { Destinations } from '#core/http_out/destinations'
import { send, type Outgoing, type SendOptions, type SendOutcome } from '#core/http_out/send'

export type { Method, Outgoing, SendFailure, SendOutcome } from '#core/http_out/send'

/** What one request may cost when its sender does not say. */
const TIMEOUT_MS = 10_000
const ANSWER_BYTES = 65_536

export type HttpOutOptions = Partial<Pick<SendOptions, 'timeoutMs' | 'answerBytes' | 'signal'>>

/**
 * The one way by which the product asks others over HTTP: only destinations on the administrators' list, no private address
 * unless the list says so, no redirect followed, bounded in time and size. Bound as a singleton; whoever sends (webhooks, actions
 * of workflows) asks the container for it.
 */
export class HttpOut {
  readonly #destinations: Destinations
  readonly #resolve: SendOptions['resolve']

  constructor(destinations: Destinations, resolve?: SendOptions['resolve']) {
    this.#destinations = destinations
    this.#resolve = resolve
  }

  /** Never throws for what the other side does: see `SendOutcome`. Throws the signal's reason when it is aborted. */
  async send(sent: Outgoing, options: HttpOutOptions = {}): Promise<SendOutcome> {
    const { timeoutMs = TIMEOUT_MS, answerBytes = ANSWER_BYTES, signal } = options
    return send(sent, {
      allowed: await this.#destinations.allowed(),
      timeoutMs,
      answerBytes,
      ...(signal ? { signal } : {}),
      ...(this.#resolve ? { resolve: this.#resolve } : {}),
    })
  }
}
