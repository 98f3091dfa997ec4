import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import router from '@adonisjs/core/services/router'
/** Preloads are imported at the same time; this one has to come after the routes. */
import '#core/start/routes'
import { publicFolder } from '#core/http/public_folder'
import { E_NOT_FOUND } from '#core/errors/errors'

/**
 * Registered after everything else, since the router takes the first match.
 *
 * Every address that is not the API's belongs to the browser application, which routes by itself. An unknown API address or
 * a missing asset is an error, never the page.
 */
router.get('/*', ({ request, response }) => {
  const path = request.url()
  const index = join(publicFolder(app.makePath()), 'index.html')
  if (path.startsWith('/api/') || path.startsWith('/assets/') || !existsSync(index)) {
    throw new E_NOT_FOUND({ what: path })
  }
  response.header('content-type', 'text/html; charset=utf-8')
  response.header('cache-control', 'no-cache')
  response.stream(createReadStream(index))
})
