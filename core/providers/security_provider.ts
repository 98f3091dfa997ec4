import type { ApplicationService } from '@adonisjs/core/types'

export default class SecurityProvider {
  constructor(protected app: ApplicationService) {}

  register() {}
}
