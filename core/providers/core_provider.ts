import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { Installation } from '#core/providers/installation'

/** Wires the core's services. */
export default class CoreProvider {
  constructor(protected app: ApplicationService) {}

  register() {
    this.app.container.singleton(
      Database,
      async (resolver) => new Database(await resolver.make('lucid.db'))
    )
    this.app.container.singleton(Installation, () => new Installation())
  }
}
