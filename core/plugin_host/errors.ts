import { defineError } from '#core/errors/coded_error'

/** A manifest breaks rules. Details carry every fault; the path begins with the plugin. */
export const E_PLUGIN_INVALID = defineError<{ plugin: string }>('E_PLUGIN_INVALID', 500)
/** Plugins require each other in a circle. */
export const E_PLUGIN_CYCLE = defineError<{ plugins: string }>('E_PLUGIN_CYCLE', 500)
export const E_PLUGIN_MISSING = defineError<{ plugin: string; requires: string }>(
  'E_PLUGIN_MISSING',
  409
)
export const E_PLUGIN_VERSION = defineError<{
  plugin: string
  requires: string
  range: string
  found: string
}>('E_PLUGIN_VERSION', 409)
/** The code is older than what is installed: its tables may be ahead of it. */
export const E_PLUGIN_DOWNGRADE = defineError<{ plugin: string; installed: string; found: string }>(
  'E_PLUGIN_DOWNGRADE',
  409
)
export const E_UNKNOWN_PLUGIN = defineError<{ plugin: string }>('E_UNKNOWN_PLUGIN', 404)
/** Others need it: they have to be disabled first. */
export const E_PLUGIN_REQUIRED = defineError<{ plugin: string; by: string }>(
  'E_PLUGIN_REQUIRED',
  409
)
/** Not possible in the plugin's present state. */
export const E_PLUGIN_STATE = defineError<{ plugin: string; state: string }>('E_PLUGIN_STATE', 409)
/** The plugin is installed but switched off. */
export const E_PLUGIN_DISABLED = defineError<{ plugin: string }>('E_PLUGIN_DISABLED', 404)
export const E_UNKNOWN_SETTING = defineError<{ plugin: string; setting: string }>(
  'E_UNKNOWN_SETTING',
  404
)
/** Nothing could be imported under a name of `PEYVAND_PLUGINS`. */
export const E_PLUGIN_NOT_FOUND = defineError<{ plugin: string }>('E_PLUGIN_NOT_FOUND', 500)
