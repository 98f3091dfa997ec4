/*
 * `npm test`: everything that must hold, on a clean clone. Ends with one line `N passed, N failed`.
 *
 *   npm test                      all
 *   npm test -- unit functional   only these: lint, types, ui-types, build, format, unit, functional, browser
 */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, build, installPackages, productEnvironment, productNode } from './support/steps.mjs'
import { provideServices } from './support/services.mjs'

const CHECKS = ['lint', 'format', 'types', 'ui-types', 'build', 'unit', 'functional', 'browser']
const chosen = process.argv.slice(2)
const unknown = chosen.filter((name) => !CHECKS.includes(name))
if (unknown.length) {
  console.error(`Unknown: ${unknown.join(', ')}. There are: ${CHECKS.join(', ')}`)
  process.exit(2)
}
const wanted = (name) => chosen.length === 0 || chosen.includes(name)
const totals = { passed: 0, failed: 0 }
const BROWSER_PARTS = 8
/** Set once the server is compiled: the tests that start processes of their own then start the compiled one. */
const builtEnvironment = {}

/**
 * Runs a command; answers its exit code and output. `show` is given each piece of output as it comes; by default it is printed.
 */
function run(command, args, env = {}, show = (chunk) => process.stdout.write(chunk)) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: productEnvironment({ FORCE_COLOR: '0', NO_COLOR: '1', ...env }),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const take = (chunk) => {
      output += chunk
      show(chunk)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code: code ?? 1, signal, output }))
  })
}

async function check(name, command, args, show = (chunk) => process.stdout.write(chunk)) {
  if (!wanted(name)) return
  const started = Date.now()
  show(`\n── ${name}\n`)
  const { code } = await run(command, args, {}, show)
  totals[code === 0 ? 'passed' : 'failed'] += 1
  show(`${code === 0 ? '✔' : '✖'} ${name} (${((Date.now() - started) / 1000).toFixed(0)} s)\n`)
}

/**
 * Japa closes a suite with `Tests  12 passed, 1 failed (13)`. A suite that ran nothing has failed.
 *
 * @param part `{ suite, title, files }`: all files of the suite when none are named
 * @param show is given each piece of output as it comes
 * @param begun is called once the indexes that every run generates are written
 */
async function runPart({ suite, title, files }, show, begun) {
  const started = Date.now()
  show(`\n── ${title} tests\n`)
  const { code, output } = await run(
    productNode(),
    ['ace.js', 'test', suite, ...files.map((file) => `--files=${file}`)],
    { CI: process.env.CI ?? '', ...builtEnvironment },
    (chunk) => {
      show(chunk)
      if (String(chunk).includes('booting application')) begun()
    }
  )
  begun()
  const summary =
    output
      .split('\n')
      .reverse()
      .find((line) => /^\s*Tests\s+\d/.test(line)) ?? ''
  const count = (word) => Number(new RegExp(`(\\d+) ${word}`).exec(summary)?.[1] ?? 0)
  const passed = count('passed')
  const failed = count('failed')
  totals.passed += passed
  totals.failed += failed
  if ((code !== 0 && failed === 0) || passed + failed === 0) totals.failed += 1
  show(
    `${title}: ${passed} passed, ${failed} failed, exit code ${code} (${((Date.now() - started) / 1000).toFixed(0)} s)\n`
  )
}

/**
 * The browser's specs in parts of about the same length, many enough that no worker is long without work at the end. The longer a
 * file the longer it takes, more or less; the longest are dealt out first.
 */
function browserParts() {
  const folders = readdirSync(join(ROOT, 'plugins')).map((name) => `plugins/${name}/tests/browser`)
  const files = ['tests/browser', ...folders]
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`))
    .filter((file) => file.endsWith('.spec.ts'))
    .map((file) => ({ file, size: statSync(join(ROOT, file)).size }))
    .sort((a, b) => b.size - a.size || (a.file < b.file ? -1 : 1))
    .map(({ file }) => file)
  return Array.from({ length: BROWSER_PARTS }, (_, at) => ({
    suite: 'browser',
    title: `browser ${at + 1} of ${BROWSER_PARTS}`,
    files: files.filter((_file, index) => index % BROWSER_PARTS === at),
  }))
}

/**
 * Two workers for two cores, each taking the next part when it is done with one. One part at a time is shown as it goes; what the
 * other prints is shown when it has ended. No two start at once: each generates the same indexes first.
 */
async function runSuites(format) {
  const whole = (name) => ({ suite: name, title: name, files: [] })
  const parts = [
    whole('functional'),
    whole('unit'),
    { suite: 'format', check: format },
    ...browserParts(),
  ].filter(({ suite }) => wanted(suite))
  let starting = Promise.resolve()
  let shown = null
  async function work() {
    for (let part = parts.shift(); part; part = parts.shift()) {
      const own = part
      let kept = ''
      shown ??= own
      const show = (chunk) => {
        if (shown === own) process.stdout.write(chunk)
        else kept += chunk
      }
      if (own.check) await own.check(show)
      else {
        const before = starting
        let begun
        starting = new Promise((resolve) => (begun = resolve))
        await before
        await runPart(own, show, begun)
      }
      process.stdout.write(kept)
      if (shown === own) shown = null
    }
  }
  await Promise.all([work(), work()])
}

/** Recorded exchanges and a bank's files: too large and not ours to ship, so they lie beside the project. */
function requireSharedData() {
  const folder = process.env.PEYVAND_SHARED ?? join(ROOT, '..', 'shared')
  if (existsSync(join(folder, 'data'))) return
  throw new Error(
    'The recorded data that the tests read is missing: a folder `shared` beside the project, or the folder named by PEYVAND_SHARED'
  )
}

async function inTurn(...steps) {
  for (const step of steps) await step()
}

async function compile() {
  if (!wanted('build') && !wanted('browser')) return
  console.log('\n── build')
  await build().then(
    () => {
      totals.passed += 1
      builtEnvironment.PEYVAND_TEST_BUILT = '1'
    },
    (error) => {
      console.error(error.message)
      totals.failed += 1
    }
  )
}

async function main() {
  await installPackages()
  if (['unit', 'functional', 'browser'].some(wanted)) requireSharedData()
  if (['functional', 'browser'].some(wanted)) await provideServices()
  const tool = (name) => join(ROOT, 'node_modules', '.bin', name)
  const lint = () => check('lint', tool('eslint'), ['.', '--max-warnings=0'])
  const types = () => check('types', tool('tsc'), ['--noEmit'])
  const format = (show) =>
    check('format', tool('prettier'), ['--check', '--log-level=warn', '.'], show)
  const uiTypes = () => check('ui-types', tool('vue-tsc'), ['--noEmit', '-p', 'ui/tsconfig.json'])
  /** Two lines of about the same length, for machines of two cores. */
  await Promise.all([inTurn(compile, uiTypes), inTurn(lint, types)])
  await runSuites(format)
  console.log(`\n${totals.passed} passed, ${totals.failed} failed`)
  process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1)
}

main().catch((error) => {
  console.error(error.message)
  console.log(`\n${totals.passed} passed, ${totals.failed + 1} failed`)
  process.exit(1)
})
