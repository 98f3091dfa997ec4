declare module 'virtual:peyvand/plugins' {
  import type { UiPlugin } from '#ui/plugin_host/define_ui_plugin.js'
  const contributions: [string, UiPlugin][]
  export default contributions
}
/** Classes of Nuxt UI's components, as the build makes them from its theme and ours. */
declare module '#build/ui/*' {
  const theme: Record<string, unknown>
  export default theme
}
declare module '#build/app.config' {
  const config: { ui?: Record<string, Record<string, unknown> | undefined> }
  export default config
}
