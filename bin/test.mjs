/*
 * `npm test`: everything that must hold, on a clean clone. Ends with one line `N passed, N failed`.
 *
 *   npm test                      all
 *   npm test -- unit functional   only these: lint, types, build, unit, functional, browser
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
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

async function check(name, command, args) {
  if (!wanted(name)) return
  const started = Date.now()
  console.log(`\n── ${name}`)
  const { code } = await run(command, args)
  totals[code === 0 ? 'passed' : 'failed'] += 1
  console.log(`${code === 0 ? '✔' : '✖'} ${name} (${((Date.now() - started) / 1000).toFixed(0)} s)`)
}

/**
 * Japa closes a suite with `Tests  12 passed, 1 failed (13)`. A suite that ran nothing has failed. `show` as in `run`.
 */
async function suite(name, show = (chunk) => process.stdout.write(chunk)) {
  if (!wanted(name)) return
  const started = Date.now()
  show(`\n── ${name} tests\n`)
  const { code, output } = await run(
    productNode(),
    ['ace.js', 'test', name],
    { CI: process.env.CI ?? '', ...builtEnvironment },
    show
  )
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
    `${name}: ${passed} passed, ${failed} failed, exit code ${code} (${((Date.now() - started) / 1000).toFixed(0)} s)\n`
  )
}

/**
 * The unit tests keep one core busy and the browser waits more than it works, so both run one after the other beside the functional
 * suite; what they print is shown when that has ended. They begin when it has generated the indexes that all of them read.
 */
async function suitesSideBySide() {
  const beside = (show) =>
    inTurn(
      () => suite('unit', show),
      () => suite('browser', show)
    )
  if (!wanted('functional')) return beside()
  let begun
  const booted = new Promise((resolve) => (begun = resolve))
  const functional = suite('functional', (chunk) => {
    process.stdout.write(chunk)
    if (String(chunk).includes('booting application')) begun()
  })
  await Promise.race([booted, functional])
  let kept = ''
  let show = (chunk) => (kept += chunk)
  const others = beside((chunk) => show(chunk))
  await functional
  process.stdout.write(kept)
  show = (chunk) => process.stdout.write(chunk)
  await others
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
  const format = () => check('format', tool('prettier'), ['--check', '--log-level=warn', '.'])
  const uiTypes = () => check('ui-types', tool('vue-tsc'), ['--noEmit', '-p', 'ui/tsconfig.json'])
  /** Two lines of about the same length, for machines of two cores. */
  await Promise.all([inTurn(compile, uiTypes), inTurn(lint, types, format)])
  await suitesSideBySide()
  console.log(`\n${totals.passed} passed, ${totals.failed} failed`)
  process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1)
}

main().catch((error) => {
  console.error(error.message)
  console.log(`\n${totals.passed} passed, ${totals.failed + 1} failed`)
  process.exit(1)
})
