import { defineUiPlugin } from '#ui/plugin_host/define_ui_plugin.js'

/** What QA sampling adds to the browser application. */
export default defineUiPlugin({
  menu: [
    { id: 'qa_sampling.rules', entity: 'sampling_rule', group: 'quality', order: 20 },
    { id: 'qa_sampling.runs', entity: 'sampling_run', group: 'quality', order: 30 },
    { id: 'qa_sampling.samples', entity: 'sample', group: 'quality', order: 40 },
  ],
})
