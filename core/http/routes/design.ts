import router from '@adonisjs/core/services/router'

const DraftsController = () => import('#core/http/controllers/drafts_controller')

router
  .group(() => {
    router.get('/changes/:kind', [DraftsController, 'changes'])
    router.get('/drafts', [DraftsController, 'index'])
    router.get('/drafts/:kind/:name', [DraftsController, 'show'])
    router.put('/drafts/:kind/:name', [DraftsController, 'save'])
    router.delete('/drafts/:kind/:name', [DraftsController, 'discard'])
  })
  .prefix('/api/design')
