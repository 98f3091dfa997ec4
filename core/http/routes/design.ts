import router from '@adonisjs/core/services/router'

const DraftsController = () => import('#core/http/controllers/drafts_controller')
const FormVersionsController = () => import('#core/http/controllers/form_versions_controller')

router
  .group(() => {
    router.get('/changes/:kind', [DraftsController, 'changes'])
    router.get('/drafts', [DraftsController, 'index'])
    router.get('/drafts/:kind/:name', [DraftsController, 'show'])
    router.put('/drafts/:kind/:name', [DraftsController, 'save'])
    router.delete('/drafts/:kind/:name', [DraftsController, 'discard'])
    router.get('/forms/:form/versions', [FormVersionsController, 'index'])
    router.get('/forms/:form/versions/:number', [FormVersionsController, 'show'])
    router.get('/forms/:form/versions/:number/compare/:other', [FormVersionsController, 'compare'])
    router.post('/forms/:form/versions/:number/restore', [FormVersionsController, 'restore'])
  })
  .prefix('/api/design')
