import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { E_PLUGIN_INVALID } from '#core/plugin_host/errors'
import { validateManifest } from '#core/plugin_host/manifest_rules'

/**
 * Writes a new plugin from the stubs: small, but whole – it loads, and its test passes.
 *
 * @param options.stubs folder of `*.stub` files
 * @param options.folder where the plugin's own folder is made
 * @returns the files written
 * @throws E_PLUGIN_INVALID for a name that no plugin may have, or that is taken
 */
export function makePlugin(options: {
  name: string
  core: string
  stubs: string
  folder: string
}): string[] {
  const { name, core, stubs, folder } = options
  const label = name.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase())
  const faults = validateManifest({ name, version: '0.1.0', label: { en: label } })
  const root = join(folder, name)
  if (existsSync(root)) faults.push({ path: 'name', code: 'E_DUPLICATE_NAME' })
  if (faults.length > 0) throw new E_PLUGIN_INVALID({ plugin: name }, faults)
  const values: Record<string, string> = { name, label, core }
  return stubFiles(stubs).map((stub) => {
    const file = join(root, stub.replace(/\.stub$/, ''))
    const content = readFileSync(join(stubs, stub), 'utf8')
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(
      file,
      content.replace(/\{\{ (\w+) \}\}/g, (_all, key: string) => values[key] ?? '')
    )
    return file
  })
}

function stubFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.stub'))
    .sort()
}
