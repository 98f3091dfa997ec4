import router from '@adonisjs/core/services/router'
import server from '@adonisjs/core/services/server'
import { AuthenticateMiddleware } from '#core/http/middleware/authenticate_middleware'
import { SecurityHeadersMiddleware } from '#core/http/middleware/security_headers_middleware'
import { StaticFilesMiddleware } from '#core/http/middleware/static_files_middleware'

server.errorHandler(() => import('#core/http/error_handler'))

/** Headers first: files and errors carry them too. */
server.use([
  async () => ({ default: SecurityHeadersMiddleware }),
  async () => ({ default: StaticFilesMiddleware }),
])

/** Who is it, then what does the body say: nobody makes us read a body before signing in. */
router.use([
  async () => ({ default: AuthenticateMiddleware }),
  () => import('@adonisjs/core/bodyparser_middleware'),
])
