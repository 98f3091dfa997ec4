/*
 * Entry point of the command line (`node ace …`).
 */
import 'reflect-metadata'
import { Ignitor, prettyPrintError } from '@adonisjs/core'

/**
 * Commands that work through files of a million rows. Each batch outlives the small young generation that V8 begins with and is
 * copied twice before it dies; with room for it an import is a third faster. V8 takes the sizes at its start only: the process
 * becomes another one, with the same number, so that whoever stops it stops the right one.
 */
const BULK_COMMANDS = new Set(['records:import'])
const ROOM = '--min-semi-space-size=64'
if (BULK_COMMANDS.has(process.argv[2] ?? '') && !process.execArgv.includes(ROOM)) {
  const argv = [...process.execArgv, ROOM, '--max-semi-space-size=64', ...process.argv.slice(1)]
  process.execve?.(process.execPath, [process.execPath, ...argv], process.env)
}

const APP_ROOT = new URL('../', import.meta.url)
const IMPORTER = (filePath: string) =>
  filePath.startsWith('./') || filePath.startsWith('../')
    ? import(new URL(filePath, APP_ROOT).href)
    : import(filePath)

new Ignitor(APP_ROOT, { importer: IMPORTER })
  .tap((app) => {
    app.booting(async () => {
      await import('#core/start/env')
    })
    app.listen('SIGTERM', () => app.terminate())
    app.listen('SIGINT', () => app.terminate())
  })
  .ace()
  .handle(process.argv.splice(2))
  .catch((error) => {
    process.exitCode = 1
    prettyPrintError(error)
  })
