import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createRequire } from 'node:module'
import type { PluginManifest } from '#core/plugin_host/types'
import type { CodedError } from '#core/errors/coded_error'
import { validateManifest } from '#core/plugin_host/manifest_rules'
import { dependencyOrder, type OrderProblem } from '#core/plugin_host/dependency_order'
import {
  E_PLUGIN_CYCLE,
  E_PLUGIN_INVALID,
  E_PLUGIN_MISSING,
  E_PLUGIN_NOT_FOUND,
  E_PLUGIN_VERSION,
} from '#core/plugin_host/errors'

/** A plugin as found: its manifest and the folder that its paths start from. */
export interface DiscoveredPlugin {
  manifest: PluginManifest
  root: string
}

/**
 * Finds and imports the plugins of `<root>/plugins/*` and those named: npm packages, or folders (beginning with `.` or `/`).
 * Importing a manifest does nothing by itself; `without` are folders whose plugin is not even imported.
 *
 * @returns them in dependency order
 * @throws E_PLUGIN_INVALID, E_PLUGIN_NOT_FOUND, E_PLUGIN_MISSING, E_PLUGIN_VERSION, E_PLUGIN_CYCLE
 */
export async function discoverPlugins(
  root: string,
  named: readonly string[],
  without: readonly string[] = []
): Promise<DiscoveredPlugin[]> {
  const found = [...inTree(root), ...named.map((name) => resolveNamed(root, name))]
  const entries = found.filter((entry) => !without.includes(basename(entry.root)))
  const plugins = await Promise.all(entries.map(importPlugin))
  checkNames(plugins)
  const byManifest = new Map<PluginManifest, DiscoveredPlugin>(
    plugins.map((plugin) => [plugin.manifest, plugin])
  )
  const sorted = dependencyOrder(
    plugins.map(({ manifest }) => manifest),
    coreVersion(root)
  )
  if ('problems' in sorted) throw orderError(sorted.problems)
  return sorted.order.flatMap((manifest) => byManifest.get(manifest) ?? [])
}

/** The version of the product, which `requires.core` is about. */
function coreVersion(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}

/** Names of `PEYVAND_PLUGINS`, separated by commas. */
export function namedPlugins(value: string | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

interface Entry {
  file: string
  root: string
}

function inTree(root: string): Entry[] {
  const folder = join(root, 'plugins')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .sort()
    .flatMap((name) => entryIn(join(folder, name)) ?? [])
}

/** The manifest's module in a folder: the source, or what it was compiled to. */
function entryIn(folder: string): Entry | null {
  const file = ['plugin.ts', 'plugin.js']
    .map((name) => join(folder, name))
    .find((path) => existsSync(path))
  return file ? { file, root: folder } : null
}

function resolveNamed(root: string, name: string): Entry {
  const entry =
    name.startsWith('.') || isAbsolute(name)
      ? entryIn(resolve(root, name))
      : packageEntry(root, name)
  if (!entry) throw new E_PLUGIN_NOT_FOUND({ plugin: name })
  return entry
}

/** The main module of an npm package, found as the application itself would find it. */
function packageEntry(root: string, name: string): Entry | null {
  try {
    const file = createRequire(join(root, 'package.json')).resolve(name)
    return { file, root: packageRoot(file) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return null
    throw error
  }
}

function packageRoot(file: string): string {
  let folder = dirname(file)
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) {
    folder = dirname(folder)
  }
  return folder
}

async function importPlugin({ file, root }: Entry): Promise<DiscoveredPlugin> {
  const module = (await import(pathToFileURL(file).href)) as { default?: unknown }
  const faults = validateManifest(module.default)
  if (faults.length > 0) throw new E_PLUGIN_INVALID({ plugin: root }, faults)
  return { manifest: module.default as PluginManifest, root }
}

function checkNames(plugins: readonly DiscoveredPlugin[]): void {
  const seen = new Set<string>()
  for (const { manifest } of plugins) {
    if (seen.has(manifest.name)) {
      const details = [{ path: 'name', code: 'E_DUPLICATE_NAME' }]
      throw new E_PLUGIN_INVALID({ plugin: manifest.name }, details)
    }
    seen.add(manifest.name)
  }
}

/** One error for the first problem; the details name all. */
function orderError(problems: readonly OrderProblem[]): CodedError {
  const details = problems.map((problem) => ({
    path: problem.code === 'E_PLUGIN_CYCLE' ? problem.plugins.join(',') : problem.plugin,
    code: problem.code,
  }))
  const [first] = problems
  switch (first?.code) {
    case 'E_PLUGIN_MISSING':
      return new E_PLUGIN_MISSING({ plugin: first.plugin, requires: first.requires }, details)
    case 'E_PLUGIN_VERSION': {
      const { plugin, requires, range, found } = first
      return new E_PLUGIN_VERSION({ plugin, requires, range, found }, details)
    }
    default:
      return new E_PLUGIN_CYCLE({ plugins: first?.plugins.join(', ') ?? '' }, details)
  }
}

/** The folder of the application: that of package.json, also when run compiled from `build/`. */
export const APPLICATION_ROOT = fileURLToPath(new URL('../../', import.meta.url))
