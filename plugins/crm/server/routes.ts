import type { HttpRouterService } from '@adonisjs/core/types'

const DuplicatesController = () => import('./http/duplicates_controller.js')
const PhonesController = () => import('./http/phones_controller.js')

/** The host puts them under `/api/crm` and asks for a session. */
export default function routes(router: HttpRouterService): void {
  router.post('duplicates', [DuplicatesController, 'find'])
  router.get('phones', [PhonesController, 'find'])
}
