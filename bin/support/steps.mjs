/*
 * What `npm start` and `npm test` share: they run on the machine's own Node (≥ 20) before anything is installed, so this uses
 * nothing but Node itself.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const interactive = process.stdout.isTTY === true

/** The Node that runs the product: this one when new enough, else the one that npm installs beside it. */
export function productNode() {
  return Number(process.versions.node.split('.')[0]) >= 24
    ? process.execPath
    : join(ROOT, 'node_modules', 'node', 'bin', 'node')
}

/**
 * Arguments of the Node that serves. V8 lets its heap grow to several times what lives in it, as if the machine were its own; these
 * two halve the resident memory under load for a few per cent of processor time (`npm run bench -- http` shows both).
 */
export const SERVER_ARGUMENTS = [
  '--max-semi-space-size=4',
  '--heap-growing-percent=25',
  'build/bin/server.js',
]

/** Environment whose PATH finds the product's Node and the installed tools first. */
export function productEnvironment(extra = {}) {
  const bin = join(ROOT, 'node_modules', '.bin')
  return { ...process.env, PATH: `${bin}:${process.env.PATH}`, ...extra }
}

/**
 * Runs a command while a line shows what is going on and for how long; its output is shown only when it fails.
 * @returns the collected output
 */
export function runStep(title, command, args, { env = productEnvironment(), onLine } = {}) {
  return new Promise((resolve, reject) => {
    const started = Date.now()
    const seconds = () => `${((Date.now() - started) / 1000).toFixed(0)} s`
    let output = ''
    let note = ''
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const take = (chunk) => {
      output += chunk
      const line = String(chunk).trim().split('\n').pop()
      if (onLine && line) note = onLine(line) ?? note
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    if (!interactive) console.log(`  … ${title}`)
    const ticker = interactive
      ? setInterval(() => process.stdout.write(`\r\u001b[2K  … ${title} ${seconds()} ${note}`), 250)
      : undefined
    child.on('error', (error) => {
      clearInterval(ticker)
      reject(error)
    })
    child.on('close', (code) => {
      clearInterval(ticker)
      if (code === 0) {
        console.log(`${interactive ? '\r\u001b[2K' : ''}  ✔ ${title} (${seconds()})`)
        resolve(output)
      } else {
        console.error(`${interactive ? '\r\u001b[2K' : ''}  ✖ ${title}\n${output}`)
        reject(new Error(`${title} failed with exit code ${code}`))
      }
    })
  })
}

/** Paths, sizes and change times of the files below some folders: differs whenever a source may have changed. */
export function fingerprint(paths) {
  const hash = createHash('sha256')
  const visit = (path) => {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (!stat) return
    if (!stat.isDirectory()) {
      hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`)
      return
    }
    for (const name of readdirSync(path).sort()) {
      if (name !== 'node_modules') visit(join(path, name))
    }
  }
  for (const path of paths) visit(join(ROOT, path))
  return hash.digest('hex')
}

/** Runs `work` unless the marker file already holds this value. */
export async function unlessDone(marker, value, work) {
  const path = join(ROOT, marker)
  if (existsSync(path) && readFileSync(path, 'utf8') === value) return false
  await work()
  writeFileSync(path, value)
  return true
}

/**
 * Installs the packages of the lock file, once per content of it. Not `npm ci`: a registry mirror inside a bank may lack builds for
 * other systems, which the lock file then lacks too, and `npm ci` refuses such a lock file even here where they are not needed.
 */
export function installPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex')
  return unlessDone('node_modules/.peyvand-installed', lock, () =>
    runStep(
      'Installing packages',
      'npm',
      ['install', '--no-save', '--loglevel=error', '--no-audit', '--no-fund'],
      { env: process.env }
    )
  )
}

const SERVER_SOURCES = [
  'core',
  'plugins',
  'migrations',
  'bin',
  'adonisrc.ts',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
]
const UI_SOURCES = ['ui', 'designer', 'core', 'plugins', 'vite.config.ts', 'package.json']

/** Compiles the server, then the browser application, where their sources changed since. */
export async function build() {
  const node = productNode()
  await unlessDone('build/.server', fingerprint(SERVER_SOURCES), () =>
    runStep('Building the server', node, ['bin/support/build_server.mjs'])
  )
  await unlessDone('build/.ui', fingerprint(UI_SOURCES), () =>
    runStep('Building the browser application', node, [
      join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js'),
      'build',
      '--logLevel',
      'warn',
    ])
  )
}
