import router from '@adonisjs/core/services/router'

const TemplatesController = () => import('#core/http/controllers/templates_controller')
const PrintsController = () => import('#core/http/controllers/prints_controller')

router
  .group(() => {
    router.get('/templates', [TemplatesController, 'index'])
    router.post('/templates/preview', [TemplatesController, 'preview'])
    router.post('/templates/:name/render', [TemplatesController, 'render'])
    router.get('/print/:entity', [PrintsController, 'options'])
    router.post('/print/:entity', [PrintsController, 'list'])
    router
      .post('/print/:entity/:id', [PrintsController, 'record'])
      .where('id', router.matchers.number())
  })
  .prefix('/api')
