import app from '@adonisjs/core/services/app'
import router from '@adonisjs/core/services/router'
import transmit from '@adonisjs/transmit/services/main'
import { Jobs } from '#core/jobs/jobs'
import { openCoreChannels, requireOpenChannel } from '#core/realtime/channels'

const JobsController = () => import('#core/http/controllers/jobs_controller')
const NotificationsController = () => import('#core/http/controllers/notifications_controller')

const id = router.matchers.number()

router
  .group(() => {
    router.get('/jobs', [JobsController, 'index'])
    router.get('/jobs/:id', [JobsController, 'show']).where('id', id)
    router.post('/jobs/:id/cancel', [JobsController, 'cancel']).where('id', id)
    router.get('/admin/jobs', [JobsController, 'all'])
    router.post('/admin/jobs/:id/retry', [JobsController, 'retry']).where('id', id)
    router.get('/notifications', [NotificationsController, 'index'])
    router.post('/notifications/read', [NotificationsController, 'readAll'])
    router.post('/notifications/:id/read', [NotificationsController, 'read']).where('id', id)
  })
  .prefix('/api')

/** Server-Sent Events: closed to everybody who is not signed in, as everything under /api. */
transmit.registerRoutes((route) => {
  route.prefix('/api')
  if (route.getPattern().endsWith('/subscribe')) route.use(requireOpenChannel)
})
openCoreChannels(transmit, () => app.container.make(Jobs))
