import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '#core/database/database'

/** Wires the core's services. */
export default class CoreProvider {
  constructor(protected app: ApplicationService) {}

  register() {
    this.app.container.singleton(
      Database,
      async (resolver) => new Database(await resolver.make('lucid.db'))
    )
  }
}
