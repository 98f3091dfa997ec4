declare module 'virtual:peyvand/plugins' {
  import type { UiPlugin } from '#ui/plugin_host/define_ui_plugin.js'
  const contributions: [string, UiPlugin][]
  export default contributions
}
