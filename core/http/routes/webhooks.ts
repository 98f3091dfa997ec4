import router from '@adonisjs/core/services/router'

const WebhooksController = () => import('#core/http/controllers/webhooks_controller')
const DeliveriesController = () => import('#core/http/controllers/webhook_deliveries_controller')
const DestinationsController = () => import('#core/http/controllers/destinations_controller')

const id = router.matchers.number()

router
  .group(() => {
    router.get('/webhooks', [WebhooksController, 'index'])
    router.post('/webhooks', [WebhooksController, 'store'])
    router.get('/webhooks/:name', [WebhooksController, 'show'])
    router.put('/webhooks/:name', [WebhooksController, 'update'])
    router.delete('/webhooks/:name', [WebhooksController, 'destroy'])
    router.post('/webhooks/:name/turn', [WebhooksController, 'turn'])
    router.post('/webhooks/:name/secret', [WebhooksController, 'rotate'])
    router.post('/webhooks/:name/test', [DeliveriesController, 'test'])
    router.get('/webhooks/:name/deliveries', [DeliveriesController, 'index'])
    router
      .post('/webhook-deliveries/:id/send-again', [DeliveriesController, 'sendAgain'])
      .where('id', id)
    router.get('/destinations', [DestinationsController, 'index'])
    router.post('/destinations', [DestinationsController, 'store'])
    router.delete('/destinations/:id', [DestinationsController, 'destroy']).where('id', id)
  })
  .prefix('/api/admin')
