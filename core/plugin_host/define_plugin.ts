import type { PluginManifest } from '#core/plugin_host/types'

/** Declares a plugin. It only types its argument: a manifest is data, and importing it does nothing. */
export function definePlugin<const M extends PluginManifest>(manifest: M): M {
  return manifest
}
