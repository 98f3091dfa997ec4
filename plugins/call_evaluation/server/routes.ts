import type { HttpRouterService } from '@adonisjs/core/types'

const EvaluationsController = () => import('./http/evaluations_controller.js')
const CalibrationsController = () => import('./http/calibrations_controller.js')
const CoachingsController = () => import('./http/coachings_controller.js')
const CustomerScoresController = () => import('./http/customer_scores_controller.js')
const ReportExportController = () => import('./http/report_export_controller.js')
const ReportsController = () => import('./http/reports_controller.js')

/** The host puts them under `/api/call_evaluation` and asks for a session. */
export default function routes(router: HttpRouterService): void {
  const id = router.matchers.number()
  router.post('evaluations', [EvaluationsController, 'store'])
  router.post('evaluations/publish', [EvaluationsController, 'publish'])
  router.get('evaluations/:id', [EvaluationsController, 'show']).where('id', id)
  router.patch('evaluations/:id', [EvaluationsController, 'save']).where('id', id)
  router.get('evaluations/:id/steps', [EvaluationsController, 'steps']).where('id', id)
  router.post('evaluations/:id/steps/:step', [EvaluationsController, 'take']).where('id', id)
  router.get('severity', [EvaluationsController, 'severity'])

  router.post('calibrations', [CalibrationsController, 'store'])
  router.get('calibrations', [CalibrationsController, 'index'])
  router.get('calibrations/:id', [CalibrationsController, 'progress']).where('id', id)
  router.post('calibrations/:id/close', [CalibrationsController, 'close']).where('id', id)
  router.get('calibrations/:id/agreement', [CalibrationsController, 'show']).where('id', id)

  router.get('reports/scores', [ReportsController, 'scores'])
  router.get('reports/trend', [ReportsController, 'trend'])
  router.get('reports/criteria', [ReportsController, 'criteria'])
  router.get('reports/severity', [ReportsController, 'severity'])
  router.get('reports/coverage', [ReportsController, 'coverage'])
  router.get('reports/work', [ReportsController, 'work'])
  router.get('reports/customers', [ReportsController, 'customers'])
  router.get('reports/options', [ReportsController, 'options'])
  router.post('reports/export', [ReportExportController, 'store'])

  router.post('coaching', [CoachingsController, 'store'])
  router.get('coaching/:id/progress', [CoachingsController, 'progress']).where('id', id)
  router.post('customer-scores', [CustomerScoresController, 'store'])
}
