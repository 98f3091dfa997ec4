import app from '@adonisjs/core/services/app'
import env from '#core/start/env'
import { databaseConfig } from '#core/database/connection_config'

export default databaseConfig({
  mssqlUrl: env.get('MSSQL_URL'),
  folder: env.get('PEYVAND_VAR', app.makePath('var')),
  serves: app.getEnvironment() === 'web',
})
