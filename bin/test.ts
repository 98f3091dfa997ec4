/*
 * Entry point of the tests (`node ace test`). Each run has a folder of its own, so that runs beside
 * each other never share a database.
 */
process.env.NODE_ENV = 'test'

import 'reflect-metadata'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ignitor, prettyPrintError } from '@adonisjs/core'
import { configure, processCLIArgs, run } from '@japa/runner'
import { freePort } from '../tests/support/free_port.js'

const APP_ROOT = new URL('../', import.meta.url)
const IMPORTER = (filePath: string) =>
  filePath.startsWith('./') || filePath.startsWith('../')
    ? import(new URL(filePath, APP_ROOT).href)
    : import(filePath)

const folder = mkdtempSync(join(tmpdir(), 'peyvand-test-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
process.env.PEYVAND_VAR = folder
/** The fixture plugin shows that each extension point works; it is installed beside the product's own. */
process.env.PEYVAND_PLUGINS ??= './tests/fixtures/plugins/garden'
process.env.HOST ??= '127.0.0.1'
process.env.PORT = String(await freePort())
process.env.APP_KEY ??= randomBytes(32).toString('base64url')
process.env.LOG_LEVEL ??= 'error'
/** The Chromium of the browser tests prints the PDFs too. */
process.env.CHROMIUM_PATH ??= ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find(
  (path) => existsSync(path)
)

/** With MSSQL_URL the same suites run on SQL Server, in a database of this run's own. */
const sqlServer = process.env.MSSQL_URL
  ? await import('../tests/support/sql_server.js').then((module) =>
      module.ownSqlServerDatabase(process.env.MSSQL_URL ?? '')
    )
  : null
if (sqlServer) process.env.MSSQL_URL = sqlServer.url

new Ignitor(APP_ROOT, { importer: IMPORTER })
  .tap((app) => {
    app.booting(async () => {
      await import('#core/start/env')
    })
    app.listen('SIGTERM', () => app.terminate())
    app.listen('SIGINT', () => app.terminate())
  })
  .testRunner()
  .configure(async (app) => {
    const { runnerHooks, ...config } = await import('../tests/bootstrap.js')

    processCLIArgs(process.argv.splice(2))
    configure({
      ...app.rcFile.tests,
      ...config,
      setup: runnerHooks.setup,
      teardown: runnerHooks.teardown.concat([() => app.terminate(), async () => sqlServer?.drop()]),
    })
  })
  .run(() => run())
  .catch((error) => {
    process.exitCode = 1
    prettyPrintError(error)
  })
