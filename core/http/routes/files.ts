import router from '@adonisjs/core/services/router'

const FilesController = () => import('#core/http/controllers/files_controller')

router
  .group(() => {
    router.post('/files', [FilesController, 'store'])
    router.get('/files/:id', [FilesController, 'show']).where('id', router.matchers.number())
  })
  .prefix('/api')
