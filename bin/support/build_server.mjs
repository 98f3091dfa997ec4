/*
 * Compiles the server into build/. Types are checked by `npm run typecheck` and in CI, not here: a start must not wait for it.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './steps.mjs'

const target = join(ROOT, 'build')
for (const name of ['core', 'plugins', 'migrations', 'bin']) {
  rmSync(join(target, name), { recursive: true, force: true })
}
mkdirSync(target, { recursive: true })

const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
const run = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--noCheck'], {
  cwd: ROOT,
  stdio: 'inherit',
})
if (run.status !== 0) process.exit(run.status ?? 1)

/** Files beside the code that it reads while running. */
const DATA = /\.(json|bpmn|hbs|stub)$/
function copyData(from, to) {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name)
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== 'ui' && entry.name !== 'tests')
        copyData(source, join(to, entry.name))
    } else if (DATA.test(entry.name)) {
      cpSync(source, join(to, entry.name))
    }
  }
}
for (const name of ['core', 'plugins', 'stubs']) {
  if (existsSync(join(ROOT, name))) copyData(join(ROOT, name), join(target, name))
}
cpSync(join(ROOT, 'package.json'), join(target, 'package.json'))
