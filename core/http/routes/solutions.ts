import router from '@adonisjs/core/services/router'

const SolutionsController = () => import('#core/http/controllers/solutions_controller')

const id = router.matchers.number()

router
  .group(() => {
    router.get('/', [SolutionsController, 'index'])
    router.get('/choices', [SolutionsController, 'choices'])
    router.post('/propose', [SolutionsController, 'propose'])
    router.post('/export', [SolutionsController, 'export'])
    router.post('/diff', [SolutionsController, 'diff'])
    router.post('/runs', [SolutionsController, 'upload'])
    router.get('/runs/:id', [SolutionsController, 'show']).where('id', id)
    router.get('/runs/:id/package.zip', [SolutionsController, 'package']).where('id', id)
    router.post('/runs/:id/impact', [SolutionsController, 'impact']).where('id', id)
    router.post('/runs/:id/start', [SolutionsController, 'start']).where('id', id)
    router.get('/runs/:id/rollback', [SolutionsController, 'previewRollback']).where('id', id)
    router.post('/runs/:id/rollback', [SolutionsController, 'rollback']).where('id', id)
    router.post('/runs/:id/rehearse', [SolutionsController, 'rehearse']).where('id', id)
  })
  .prefix('/api/solutions')
