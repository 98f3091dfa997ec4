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

/** Unit tests are pure: they get neither a database nor a server. */
export const configureSuite: Config['configureSuite'] = (suite) => {
  if (suite.name !== 'unit') {
    suite.setup(() => prepareDatabase())
    suite.setup(() => testUtils.httpServer().start())
  }
}
