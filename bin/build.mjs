/*
 * `npm run build`: compiles the server and the browser application into build/, where their sources changed since.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, build, installPackages } from './support/steps.mjs'

await installPackages()
mkdirSync(join(ROOT, 'build'), { recursive: true })
await build()
