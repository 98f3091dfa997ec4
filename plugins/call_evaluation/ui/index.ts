import { defineUiPlugin } from '#ui/plugin_host/define_ui_plugin.js'

/** What call evaluation adds to the browser application. */
export default defineUiPlugin({
  routes: [
    {
      path: 'quality/reports',
      name: 'call_evaluation.reports',
      component: () => import('./reports/ReportsPage.vue'),
      meta: { title: 'call_evaluation.report.title' },
    },
    {
      path: 'quality/calibrations',
      name: 'call_evaluation.calibrations',
      component: () => import('./calibrations/CalibrationsPage.vue'),
      meta: {
        title: 'call_evaluation.calibration.title',
        permission: 'call_evaluation.calibrate',
      },
    },
    {
      path: 'quality/calibrations/new',
      name: 'call_evaluation.calibration_new',
      component: () => import('./calibrations/NewCalibrationPage.vue'),
      meta: { title: 'call_evaluation.calibration.new', permission: 'call_evaluation.calibrate' },
    },
    {
      path: 'quality/calibrations/:id(\\d+)',
      name: 'call_evaluation.calibration',
      component: () => import('./calibrations/CalibrationPage.vue'),
      meta: {
        title: 'call_evaluation.calibration.title',
        permission: 'call_evaluation.calibrate',
      },
    },
  ],
  menu: [
    { id: 'call_evaluation.evaluations', entity: 'evaluation', group: 'quality', order: 10 },
    {
      id: 'call_evaluation.reports',
      label: 'call_evaluation.report.title',
      icon: 'i-lucide-chart-no-axes-combined',
      to: '/quality/reports',
      entity: 'evaluation',
      group: 'quality',
      order: 40,
    },
    { id: 'call_evaluation.coaching', entity: 'coaching', group: 'quality', order: 45 },
    {
      id: 'call_evaluation.calibrations',
      label: 'call_evaluation.calibration.title',
      icon: 'i-lucide-scale',
      to: '/quality/calibrations',
      permission: 'call_evaluation.calibrate',
      group: 'quality',
      order: 50,
    },
    { id: 'call_evaluation.duties', entity: 'evaluator_duty', group: 'quality', order: 60 },
  ],
  recordBlocks: [
    {
      id: 'call_evaluation.coaching_progress',
      entities: ['coaching'],
      place: 'main',
      order: 1,
      component: () => import('./coaching/CoachingProgress.vue'),
    },
  ],
})
