import router from '@adonisjs/core/services/router'

const DesignController = () => import('#core/http/controllers/design_controller')

router
  .group(() => {
    router.get('/changes/:kind', [DesignController, 'changes'])
    router.get('/drafts', [DesignController, 'index'])
    router.get('/drafts/:kind/:name', [DesignController, 'show'])
    router.put('/drafts/:kind/:name', [DesignController, 'save'])
    router.delete('/drafts/:kind/:name', [DesignController, 'discard'])
  })
  .prefix('/api/design')
