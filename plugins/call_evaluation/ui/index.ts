import { defineUiPlugin } from '#ui/plugin_host/define_ui_plugin.js'

/** What call evaluation adds to the browser application. */
export default defineUiPlugin({
  menu: [
    { id: 'call_evaluation.evaluations', entity: 'evaluation', group: 'quality', order: 10 },
    { id: 'call_evaluation.calibrations', entity: 'calibration', group: 'quality', order: 50 },
    { id: 'call_evaluation.duties', entity: 'evaluator_duty', group: 'quality', order: 60 },
  ],
})
