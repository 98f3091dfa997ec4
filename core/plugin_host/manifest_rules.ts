import type { ErrorDetail } from '#core/errors/coded_error'
import { isName } from '#core/metadata/validation/names'
import { isObject } from '#core/metadata/layers/types'
import { parseRange, parseVersion } from '#core/plugin_host/versions'

/** Names that would claim addresses or text keys of the core. */
const TAKEN = new Set(
  (
    'core admin audit errors files forms health imports jobs lookup me metadata notifications openapi records search workflow ' +
    'session setup tokens views client system'
  ).split(' ')
)
const LAZY = [
  'definitions',
  'fieldTypes',
  'register',
  'routes',
  'hooks',
  'jobs',
  'listeners',
  'workflowActions',
  'workflowTriggers',
  'commands',
] as const
const PATHS = ['migrations', 'locales', 'ui', 'workflows'] as const
const KNOWN = new Set<string>([
  ...LAZY,
  ...PATHS,
  'name',
  'version',
  'label',
  'description',
  'requires',
  'permissions',
  'settings',
  'schedules',
])
const SETTING_TYPES: Record<string, string | null> = {
  text: 'string',
  secret: null,
  integer: 'number',
  boolean: 'boolean',
  choice: 'string',
  multi_choice: 'list',
  duration: 'number',
  time: 'string',
  email: 'string',
  url: 'string',
}

/** Every fault of what a plugin's module exports, each with its path; empty for a good manifest. Pure, never throws. */
export function validateManifest(manifest: unknown): ErrorDetail[] {
  const faults: ErrorDetail[] = []
  if (!isObject(manifest)) return [{ path: '', code: 'E_WRONG_TYPE' }]
  const plugin: Record<string, unknown> = manifest
  const require = (holds: boolean, code: string, path: string) => {
    if (!holds) faults.push({ path, code })
  }
  const name = typeof plugin.name === 'string' ? plugin.name : ''
  require(isName(name) && name.length <= 40, 'E_NAME_PATTERN', 'name')
  require(!TAKEN.has(name), 'E_NAME_TAKEN', 'name')
  require(isVersion(plugin.version), 'E_VERSION', 'version')
  require(isLabel(plugin.label), 'E_LABEL_MISSING', 'label')
  for (const key of Object.keys(plugin)) require(KNOWN.has(key), 'E_UNKNOWN_PROPERTY', key)
  for (const key of LAZY) {
    const lazy = plugin[key] === undefined || typeof plugin[key] === 'function'
    require(lazy, 'E_NOT_LAZY', key)
  }
  for (const key of PATHS) require(isInnerPath(plugin[key]), 'E_PLUGIN_PATH', key)
  faults.push(...requirementFaults(plugin.requires))
  faults.push(...permissionFaults(name, plugin.permissions))
  faults.push(...settingFaults(plugin.settings))
  faults.push(...scheduleFaults(name, plugin.schedules))
  return faults
}

function isVersion(value: unknown): boolean {
  return typeof value === 'string' && parseVersion(value) !== null
}

function isLabel(value: unknown): boolean {
  return isObject(value) && typeof value.en === 'string' && value.en !== ''
}

/** A path that stays inside the plugin. */
function isInnerPath(value: unknown): boolean {
  if (value === undefined) return true
  return typeof value === 'string' && /^\.\//.test(value) && !value.split('/').includes('..')
}

function requirementFaults(requires: unknown): ErrorDetail[] {
  if (requires === undefined) return []
  if (!isObject(requires)) return [{ path: 'requires', code: 'E_WRONG_TYPE' }]
  const ranges: [string, unknown][] = [['requires.core', requires.core ?? '*']]
  const plugins = isObject(requires.plugins) ? requires.plugins : {}
  for (const [name, range] of Object.entries(plugins)) {
    ranges.push([`requires.plugins.${name}`, range])
  }
  return ranges
    .filter(([, range]) => typeof range !== 'string' || parseRange(range) === null)
    .map(([path]) => ({ path, code: 'E_VERSION' }))
}

function permissionFaults(plugin: string, permissions: unknown): ErrorDetail[] {
  if (permissions === undefined) return []
  if (!Array.isArray(permissions)) return [{ path: 'permissions', code: 'E_WRONG_TYPE' }]
  const faults: ErrorDetail[] = []
  const seen = new Set<string>()
  for (const [at, permission] of (permissions as unknown[]).entries()) {
    const path = `permissions.${at}`
    const name = isObject(permission) ? String(permission.name) : ''
    if (!name.startsWith(`${plugin}.`)) faults.push({ path, code: 'E_FOREIGN_NAME' })
    if (seen.has(name)) faults.push({ path, code: 'E_DUPLICATE_NAME' })
    if (!isObject(permission) || !isLabel(permission.label)) {
      faults.push({ path: `${path}.label`, code: 'E_LABEL_MISSING' })
    }
    seen.add(name)
  }
  return faults
}

function settingFaults(settings: unknown): ErrorDetail[] {
  if (settings === undefined) return []
  if (!isObject(settings)) return [{ path: 'settings', code: 'E_WRONG_TYPE' }]
  return Object.entries(settings).flatMap(([name, setting]) => {
    const path = `settings.${name}`
    if (!isObject(setting)) return [{ path, code: 'E_WRONG_TYPE' }]
    const faults: ErrorDetail[] = []
    if (!isName(name)) faults.push({ path, code: 'E_NAME_PATTERN' })
    if (!isLabel(setting.label)) faults.push({ path: `${path}.label`, code: 'E_LABEL_MISSING' })
    const type = String(setting.type)
    const preset = Object.hasOwn(SETTING_TYPES, type) ? SETTING_TYPES[type] : undefined
    if (preset === undefined) faults.push({ path: `${path}.type`, code: 'E_SETTING_TYPE' })
    else if (preset !== null && kindOf(setting.default) !== preset) {
      faults.push({ path: `${path}.default`, code: 'E_DEFAULT' })
    }
    const options = isObject(setting.options) ? setting.options : {}
    const named = type === 'multi_choice' ? [setting.default].flat() : [setting.default]
    const offers = type === 'choice' || type === 'multi_choice'
    if (offers && !named.every((one) => Object.hasOwn(options, String(one)))) {
      faults.push({ path: `${path}.options`, code: 'E_DEFAULT' })
    }
    return faults
  })
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value
}

function scheduleFaults(plugin: string, schedules: unknown): ErrorDetail[] {
  if (schedules === undefined) return []
  if (!Array.isArray(schedules)) return [{ path: 'schedules', code: 'E_WRONG_TYPE' }]
  return (schedules as unknown[]).flatMap((schedule, at) => {
    const path = `schedules.${at}`
    if (!isObject(schedule)) return [{ path, code: 'E_WRONG_TYPE' }]
    const own = String(schedule.name).startsWith(`${plugin}.`)
    const seconds = schedule.everySeconds
    const fine = typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 1
    return [
      ...(own ? [] : [{ path: `${path}.name`, code: 'E_FOREIGN_NAME' }]),
      ...(fine ? [] : [{ path: `${path}.everySeconds`, code: 'E_WRONG_TYPE' }]),
    ]
  })
}
