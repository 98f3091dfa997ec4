import { spawn, type ChildProcessByStdio } from 'node:child_process'
import type { Readable } from 'node:stream'
import app from '@adonisjs/core/services/app'

export type AceProcess = ChildProcessByStdio<null, Readable, Readable>

/**
 * `node ace …` in a process of its own; what is null is taken out of its environment. `npm test` has built the server and the compiled
 * one starts in less than half the time of the sources, which run when there is no build (`node ace test`). The fixture plugin
 * is not compiled: neither of them knows it.
 */
export function startAce(args: string[], environment: Record<string, string | null>): AceProcess {
  const built = process.env.PEYVAND_TEST_BUILT !== undefined
  const env: NodeJS.ProcessEnv = { ...process.env }
  for (const [name, value] of Object.entries({ ...environment, PEYVAND_PLUGINS: null })) {
    if (value === null) Reflect.deleteProperty(env, name)
    else env[name] = value
  }
  return spawn(process.execPath, [built ? 'build/bin/console.js' : 'ace.js', ...args], {
    cwd: app.makePath(),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
