import { assert } from '@japa/assert'
import { apiClient } from '@japa/api-client'
import { pluginAdonisJS } from '@japa/plugin-adonisjs'
import app from '@adonisjs/core/services/app'
import testUtils from '@adonisjs/core/services/test_utils'
import type { Config } from '@japa/runner/types'
import { prepareDatabase } from '#tests/support/database'

export const plugins: Config['plugins'] = [assert(), pluginAdonisJS(app), apiClient()]

export const runnerHooks: Required<Pick<Config, 'setup' | 'teardown'>> = {
  setup: [],
  teardown: [],
}

/**
 * Client and server are one process here: when a busy machine holds it up, both find a kept connection too old at the same moment,
 * and a request on its way is reset. So the server keeps connections for longer than any pause.
 */
async function startServer(): Promise<() => void | Promise<void>> {
  const stop = await testUtils.httpServer().start()
  const server = await app.container.make('server')
  const node = server.getNodeServer()
  if (node) node.keepAliveTimeout = 120_000
  return stop
}

/** Unit tests are pure: they get neither a database nor a server. */
export const configureSuite: Config['configureSuite'] = (suite) => {
  if (suite.name !== 'unit') {
    suite.setup(() => prepareDatabase())
    suite.setup(() => startServer())
  }
}
