/*
 * `npm run bench`: measures the built product on this machine and prints figures and ratios. Asserts nothing.
 *
 *   npm run bench                     all, 100,000 contacts and 200,000 cases
 *   npm run bench -- http import      only these parts: http, import, sync, assembler, scale, forms, sampling, quality
 *   npm run bench -- --small          a tenth of the rows
 */
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  ROOT,
  SERVER_ARGUMENTS,
  build,
  installPackages,
  productEnvironment,
  productNode,
} from './support/steps.mjs'

await installPackages()
mkdirSync(join(ROOT, 'build'), { recursive: true })
await build()
const child = spawn(
  productNode(),
  ['--import=@poppinss/ts-exec', 'tests/bench/main.ts', ...process.argv.slice(2)],
  {
    cwd: ROOT,
    env: productEnvironment({ BENCH_SERVER: JSON.stringify(SERVER_ARGUMENTS) }),
    stdio: 'inherit',
  }
)
child.on('close', (code) => process.exit(code ?? 1))
