import type { HttpContext } from '@adonisjs/core/http'
import type { Origin } from '#core/security/types'

/** Where a request came from. The address is worked out only when somebody asks: most requests are not audited. */
export class RequestOrigin implements Origin {
  readonly channel: string
  readonly #request: HttpContext['request']
  #address: string | undefined

  constructor(request: HttpContext['request'], channel: string) {
    this.#request = request
    this.channel = channel
  }

  get address(): string {
    this.#address ??= this.#request.ip()
    return this.#address
  }
}
