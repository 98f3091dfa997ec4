/*
 * JavaScript entry point of the command line: `node ace <command>`.
 *
 * AdonisJS 7 needs Node 24. Where the machine's Node is older, the one that npm installed beside us takes over. Node cannot
 * run TypeScript with decorators by itself, so the loader is registered before anything else is imported.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

if (Number(process.versions.node.split('.')[0]) < 24) {
  const node = fileURLToPath(new URL('./node_modules/node/bin/node', import.meta.url))
  const run = spawnSync(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  process.exit(run.status ?? 1)
}

await import('@poppinss/ts-exec')
await import('./bin/console.js')
