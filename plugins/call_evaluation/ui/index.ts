import { recordsApi } from '#ui/api/records.js'
import { defineUiPlugin } from '#ui/plugin_host/define_ui_plugin.js'
import FormNameCell from './assign/FormNameCell.vue'
import { INBOX, queueOf } from './page/queues.js'

/** What waits for this person alone: to be evaluated, and to be read. */
async function countMine(): Promise<number> {
  const filter = { or: [queueOf('mine').filter, queueOf('about_me').filter] }
  return recordsApi.count('evaluation', { filter })
}

/** What call evaluation adds to the browser application. */
export default defineUiPlugin({
  routes: [
    {
      /** In place of the ordinary page of a record: whatever leads to an evaluation leads here. */
      path: 'records/evaluation/:id(\\d+)',
      name: 'call_evaluation.evaluation',
      component: () => import('./page/EvaluationPage.vue'),
    },
    {
      path: INBOX.slice(1),
      name: 'call_evaluation.inbox',
      component: () => import('./inbox/InboxPage.vue'),
      meta: { title: 'call_evaluation.inbox.title' },
    },
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
    {
      id: 'call_evaluation.inbox',
      label: 'call_evaluation.inbox.title',
      icon: 'i-lucide-clipboard-check',
      to: INBOX,
      entity: 'evaluation',
      group: 'quality',
      order: 5,
      count: countMine,
    },
    {
      id: 'call_evaluation.evaluations',
      entity: 'evaluation',
      icon: 'i-lucide-table-2',
      group: 'quality',
      order: 10,
    },
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
    {
      id: 'call_evaluation.form_choice',
      entity: 'evaluation_form_choice',
      group: 'quality',
      order: 70,
    },
  ],
  recordBlocks: [
    {
      id: 'call_evaluation.evaluate',
      entities: ['call'],
      place: 'actions',
      permission: 'call_evaluation.assign',
      order: 50,
      component: () => import('./assign/EvaluateCall.vue'),
    },
    {
      id: 'call_evaluation.coaching_progress',
      entities: ['coaching'],
      place: 'main',
      order: 1,
      component: () => import('./coaching/CoachingProgress.vue'),
    },
  ],
  inputs: {
    'evaluation_form_choice.form_name': () => import('./assign/FormNameInput.vue'),
    'evaluation_form_choice.calls': () => import('./assign/CallsInput.vue'),
  },
  cells: {
    'evaluation.form_name': FormNameCell,
    'evaluation_form_choice.form_name': FormNameCell,
  },
})
