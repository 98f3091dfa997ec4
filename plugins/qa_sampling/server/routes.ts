import type { HttpRouterService } from '@adonisjs/core/types'

const DraftsController = () => import('./http/drafts_controller.js')
const RulesController = () => import('./http/rules_controller.js')

/** The host puts them under `/api/qa_sampling` and asks for a session. */
export default function routes(router: HttpRouterService): void {
  const id = router.matchers.number()
  router.post('rules/:id/check', [RulesController, 'check']).where('id', id)
  router.post('rules/:id/dry-run', [RulesController, 'dryRun']).where('id', id)
  router.post('rules/:id/run', [RulesController, 'run']).where('id', id)
  router.get('rules/:id/jobs', [RulesController, 'jobs']).where('id', id)
  router.post('drafts/preview', [DraftsController, 'preview'])
  router.post('drafts/dry-run', [DraftsController, 'dryRun'])
  router.post('runs/:id/verify', [RulesController, 'verify']).where('id', id)
  router.get('runs/:id/certificate', [RulesController, 'certificate']).where('id', id)
}
