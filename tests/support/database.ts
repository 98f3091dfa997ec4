import app from '@adonisjs/core/services/app'
import testUtils from '@adonisjs/core/services/test_utils'
import { Installation } from '#core/providers/installation'

/** Brings the run's own empty database to the present schema. Returns nothing to undo: the folder goes with the run. */
export async function prepareDatabase(): Promise<void> {
  await testUtils.db().migrate()
  const installation = await app.container.make(Installation)
  await installation.bringUpToDate()
}
