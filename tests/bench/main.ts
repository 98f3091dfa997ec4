import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const PARTS = [
  'assembler',
  'import',
  'sync',
  'http',
  'scale',
  'forms',
  'sampling',
  'quality',
  'workflow',
  'workflow_runtime',
] as const
type Part = (typeof PARTS)[number]

const { values, positionals } = parseArgs({
  options: { small: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const chosen = positionals as Part[]
for (const name of chosen) {
  if (!PARTS.includes(name)) throw new Error(`Unknown part ${name}. There are: ${PARTS.join(', ')}`)
}

const folder = mkdtempSync(join(tmpdir(), 'peyvand-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const options = { folder, scale: values.small ? 0.1 : 1 }

console.log(`Node ${process.version}, ${values.small ? 'small' : 'full'} data`)
for (const part of PARTS) {
  if (chosen.length && !chosen.includes(part)) continue
  const { run } = (await import(`./parts/${part}.js`)) as {
    run(given: typeof options): Promise<void>
  }
  await run(options)
}
process.exit(0)
