import router from '@adonisjs/core/services/router'

const ImportsController = () => import('#core/http/controllers/imports_controller')
const ExportsController = () => import('#core/http/controllers/exports_controller')

const id = router.matchers.number()

router
  .group(() => {
    router.get('/imports', [ImportsController, 'index'])
    router.post('/imports', [ImportsController, 'store'])
    router.get('/imports/:id', [ImportsController, 'show']).where('id', id)
    router.put('/imports/:id', [ImportsController, 'update']).where('id', id)
    router.post('/imports/:id/preview', [ImportsController, 'preview']).where('id', id)
    router.post('/imports/:id/start', [ImportsController, 'start']).where('id', id)
    router.post('/imports/:id/undo', [ImportsController, 'undo']).where('id', id)
    router.get('/imports/:id/errors.csv', [ImportsController, 'errors']).where('id', id)
    router.get('/imports/:id/undo.csv', [ImportsController, 'undoErrors']).where('id', id)
    router.post('/records/:entity/export', [ExportsController, 'store'])
  })
  .prefix('/api')
