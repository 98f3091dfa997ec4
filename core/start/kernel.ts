import router from '@adonisjs/core/services/router'
import server from '@adonisjs/core/services/server'
import { AuthenticateMiddleware } from '#core/http/middleware/authenticate_middleware'

server.errorHandler(() => import('#core/http/error_handler'))

/** Headers first: files and errors carry them too. */
server.use([
  () => import('#core/http/middleware/security_headers_middleware'),
  () => import('@adonisjs/shield/shield_middleware'),
  () => import('@adonisjs/static/static_middleware'),
])

/** Who is it, then what does the body say: nobody makes us read a body before signing in. */
router.use([
  async () => ({ default: AuthenticateMiddleware }),
  () => import('@adonisjs/core/bodyparser_middleware'),
])
