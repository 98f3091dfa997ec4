import type { ApplicationService } from '@adonisjs/core/types'

export default class RecordsProvider {
  constructor(protected app: ApplicationService) {}

  register() {}
}
