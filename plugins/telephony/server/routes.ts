import type { HttpRouterService } from '@adonisjs/core/types'

const SitesController = () => import('./http/sites_controller.js')
const CallsController = () => import('./http/calls_controller.js')
const RecordingsController = () => import('./http/recordings_controller.js')
const FiguresController = () => import('./http/figures_controller.js')

/** The host puts them under `/api/telephony` and asks for a session. */
export default function routes(router: HttpRouterService): void {
  const id = router.matchers.number()
  router.get('sites', [SitesController, 'index'])
  router.post('sites', [SitesController, 'store'])
  router.get('sites/:id', [SitesController, 'show']).where('id', id)
  router.patch('sites/:id', [SitesController, 'update']).where('id', id)
  router.delete('sites/:id', [SitesController, 'destroy']).where('id', id)
  router.post('sites/:id/test', [SitesController, 'test']).where('id', id)
  router.post('sites/:id/sync', [SitesController, 'sync']).where('id', id)
  router.get('sites/:id/history', [SitesController, 'history']).where('id', id)
  router.post('sites/:id/purge', [SitesController, 'purge']).where('id', id)

  router.get('calls/:id', [CallsController, 'show']).where('id', id)
  router.get('calls/:id/recordings', [CallsController, 'recordings']).where('id', id)
  router.post('calls/:id/convert', [CallsController, 'convert']).where('id', id)
  router.post('calls/:id/link', [CallsController, 'link']).where('id', id)

  router.get('recordings/:id', [RecordingsController, 'show']).where('id', id)
  router.get('recordings/:id/peaks', [RecordingsController, 'peaks']).where('id', id)
  router.get('recordings/:id/download', [RecordingsController, 'download']).where('id', id)

  router.get('figures', [FiguresController, 'index'])
  router.get('figures/agents', [FiguresController, 'agents'])
}
