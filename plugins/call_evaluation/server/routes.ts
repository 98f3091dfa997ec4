import type { HttpRouterService } from '@adonisjs/core/types'

const EvaluationsController = () => import('./http/evaluations_controller.js')
const CalibrationsController = () => import('./http/calibrations_controller.js')

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
  router.get('calibrations/:id/agreement', [CalibrationsController, 'show']).where('id', id)
}
