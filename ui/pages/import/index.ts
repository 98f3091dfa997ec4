import { defineUiPlugin } from '../../plugin_host/define_ui_plugin.js'

export default defineUiPlugin({})
