import router from '@adonisjs/core/services/router'

const RecordsController = () => import('#core/http/controllers/records_controller')
const MergesController = () => import('#core/http/controllers/merges_controller')
const SharesController = () => import('#core/http/controllers/shares_controller')
const SearchController = () => import('#core/http/controllers/search_controller')
const ViewsController = () => import('#core/http/controllers/views_controller')
const OpenApiController = () => import('#core/http/controllers/openapi_controller')

router
  .group(() => {
    router.post('/records/:entity/query', [RecordsController, 'query'])
    router.post('/records/:entity/count', [RecordsController, 'count'])
    router.post('/records/:entity/aggregate', [RecordsController, 'aggregate'])
    router.post('/records/:entity/bulk', [RecordsController, 'bulk'])
    router.get('/records/:entity/:id', [RecordsController, 'show'])
    router.post('/records/:entity', [RecordsController, 'store'])
    router.patch('/records/:entity/:id', [RecordsController, 'update'])
    router.delete('/records/:entity/:id', [RecordsController, 'destroy'])
    router.post('/records/:entity/:id/restore', [RecordsController, 'restore'])
    router.get('/records/:entity/:id/forms/:form', [RecordsController, 'form'])
    router.get('/records/:entity/:id/history', [RecordsController, 'history'])
    router.get('/records/:entity/:id/timeline', [RecordsController, 'timeline'])

    router.get('/records/:entity/:id/shares', [SharesController, 'index'])
    router.post('/records/:entity/:id/shares', [SharesController, 'store'])
    router.delete('/records/:entity/:id/shares/:share', [SharesController, 'destroy'])
    router.get('/merge/:entity', [MergesController, 'propose'])
    router.post('/merge/:entity', [MergesController, 'store'])
    router.post('/merge/undo/:batch', [MergesController, 'undo'])
    router.get('/records/:entity/:id/merged-into', [MergesController, 'into'])
    router.get('/records/:entity/:id/merges', [MergesController, 'index'])
    router.get('/shares/with-me', [SharesController, 'withMe'])

    router.get('/search', [SearchController, 'index'])
    router.get('/lookup/:entity', [SearchController, 'lookup'])

    router.get('/views', [ViewsController, 'index'])
    router.post('/views', [ViewsController, 'store'])
    router.patch('/views/:id', [ViewsController, 'update'])
    router.delete('/views/:id', [ViewsController, 'destroy'])

    router.get('/openapi.json', [OpenApiController, 'show'])
  })
  .prefix('/api')
