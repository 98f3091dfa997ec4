import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { openApiDocument } from '#core/http/openapi/openapi'
import { Metadata } from '#core/metadata/metadata'

/** The API as the signed-in actor may use it, with the definitions of this moment. */
@inject()
export default class OpenApiController {
  constructor(protected metadata: Metadata) {}

  show({ actor, response }: HttpContext) {
    const metadata = this.metadata.current()
    response.header('Cache-Control', 'private, no-cache')
    return openApiDocument(metadata, actor.access, { version: metadata.version, url: '/' })
  }
}
