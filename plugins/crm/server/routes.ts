import type { HttpRouterService } from '@adonisjs/core/types'

const PhonesController = () => import('./http/phones_controller.js')

/** The host puts them under `/api/crm` and asks for a session. */
export default function routes(router: HttpRouterService): void {
  router.get('phones', [PhonesController, 'find'])
}
