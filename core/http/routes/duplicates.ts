import router from '@adonisjs/core/services/router'

const DuplicatesController = () => import('#core/http/controllers/duplicates_controller')

router
  .group(() => {
    router.get('/duplicates', [DuplicatesController, 'subjects'])
    router.get('/duplicates/rules', [DuplicatesController, 'rules'])
    router.post('/duplicates/check', [DuplicatesController, 'check'])
    router.get('/duplicates/of/:entity', [DuplicatesController, 'index'])
    router.post('/duplicates/of/:entity/scan', [DuplicatesController, 'scan'])
    router.post('/duplicates/of/:entity/decide', [DuplicatesController, 'decide'])
  })
  .prefix('/api')
