import type { ApplicationService } from '@adonisjs/core/types'

export default class MetadataProvider {
  constructor(protected app: ApplicationService) {}

  register() {}
}
