import type { ApplicationService } from '@adonisjs/core/types'

export default class JobsProvider {
  constructor(protected app: ApplicationService) {}

  register() {}
}
