/*
 * `npm start`: from a clean clone to a serving system, and quickly again on the next start.
 *
 *   npm start                 with the demo bank
 *   npm start -- --empty      without it
 *   npm start -- --port 8080 --host 0.0.0.0
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  ROOT,
  SERVER_ARGUMENTS,
  build,
  installPackages,
  productEnvironment,
  productNode,
  runStep,
} from './support/steps.mjs'

const { values: options } = parseArgs({
  options: {
    empty: { type: 'boolean', default: false },
    port: { type: 'string' },
    host: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
if (options.help) {
  console.log('npm start -- [--empty] [--port 3333] [--host 127.0.0.1]')
  process.exit(0)
}

/** `.env` holds what belongs to this installation; the key is made once and never printed. */
function settings() {
  const path = join(ROOT, '.env')
  if (!existsSync(path)) {
    const key = randomBytes(32).toString('base64url')
    writeFileSync(
      path,
      [
        `APP_KEY=${key}`,
        'NODE_ENV=production',
        'HOST=127.0.0.1',
        'PORT=3333',
        'LOG_LEVEL=warn',
        '',
      ].join('\n'),
      { mode: 0o600 }
    )
  }
  const found = {}
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const match = /^\s*([A-Z_][A-Z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line)
    if (match) found[match[1]] = match[2].replace(/^(["'])(.*)\1$/, '$2')
  }
  return found
}

function portIsFree(port, host) {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
}

/** The wished port, or the next free one when nobody asked for a particular one. */
async function choosePort(wished, host, mayMove) {
  for (let port = wished; port < wished + 50; port++) {
    if (await portIsFree(port, host)) return port
    if (!mayMove)
      throw new Error(
        `Port ${port} on ${host} is in use. Choose another one with: npm start -- --port N`
      )
  }
  throw new Error(`No free port between ${wished} and ${wished + 49} on ${host}`)
}

async function main() {
  console.log('Peyvand پیوند')
  await installPackages()
  mkdirSync(join(ROOT, 'build'), { recursive: true })
  mkdirSync(join(ROOT, 'var'), { recursive: true, mode: 0o700 })
  await build()

  const fromFile = settings()
  const host = options.host ?? process.env.HOST ?? fromFile.HOST
  const fixedPort = options.port ?? process.env.PORT
  const port = await choosePort(Number(fixedPort ?? fromFile.PORT), host, fixedPort === undefined)
  const environment = productEnvironment({
    ...fromFile,
    PEYVAND_VAR: process.env.PEYVAND_VAR ?? fromFile.PEYVAND_VAR ?? join(ROOT, 'var'),
    ...Object.fromEntries(
      Object.keys(fromFile).flatMap((k) => (process.env[k] ? [[k, process.env[k]]] : []))
    ),
    HOST: host,
    PORT: String(port),
  })

  const node = productNode()
  const ace = (title, ...args) =>
    runStep(title, node, ['build/bin/console.js', ...args], { env: environment, onLine: lastWords })
  const built = readFileSync(join(ROOT, 'build', '.server'), 'utf8')
  const prepared = join(environment.PEYVAND_VAR, '.prepared')
  const goal = `${built}\n${options.empty ? 'empty' : 'demo'}\n`
  if (!existsSync(prepared) || !readFileSync(prepared, 'utf8').startsWith(goal)) {
    await ace('Preparing the database', 'system:prepare')
    if (!options.empty) await ace('Loading the demo bank', 'demo:load')
    writeFileSync(prepared, goal)
  }

  const server = spawn(node, SERVER_ARGUMENTS, {
    cwd: ROOT,
    env: environment,
    stdio: 'inherit',
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal))
  server.on('close', (code) => process.exit(code ?? 0))
}

/** Progress lines of our own commands, shortened to what fits behind a title. */
function lastWords(line) {
  return line.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '').slice(0, 60)
}

main().catch((error) => {
  console.error(`\n${error.message}`)
  process.exit(1)
})
