import router from '@adonisjs/core/services/router'
import { allowPublic } from '#core/security/public_routes'

const DefinitionsController = () => import('#core/http/controllers/workflow_definitions_controller')
const InstancesController = () => import('#core/http/controllers/workflow_instances_controller')
const TasksController = () => import('#core/http/controllers/workflow_tasks_controller')
const DecisionsController = () => import('#core/http/controllers/workflow_decisions_controller')
const DoorsController = () => import('#core/http/controllers/workflow_doors_controller')
const ReplaysController = () => import('#core/http/controllers/workflow_replays_controller')

const id = router.matchers.number()

router
  .group(() => {
    router.get('/catalogue', [DefinitionsController, 'catalogue'])
    router.get('/definitions', [DefinitionsController, 'index'])
    router.post('/definitions', [DefinitionsController, 'create'])
    router.get('/definitions/:key', [DefinitionsController, 'show'])
    router.put('/definitions/:key/draft', [DefinitionsController, 'draft'])
    router.post('/definitions/:key/check', [DefinitionsController, 'check'])
    router.post('/definitions/:key/publish', [DefinitionsController, 'publish'])
    router.post('/definitions/:key/activate', [DefinitionsController, 'activate'])
    router.delete('/definitions/:key', [DefinitionsController, 'archive'])
    router
      .get('/definitions/:key/versions/:version', [DefinitionsController, 'xml'])
      .where('version', id)
    router.get('/definitions/:key/versions', [DefinitionsController, 'versions'])
    router.get('/definitions/:key/draft.bpmn', [DefinitionsController, 'draftXml'])
    router
      .get('/definitions/:key/versions/:version/heat', [InstancesController, 'heat'])
      .where('version', id)
    router.post('/definitions/:key/migration', [InstancesController, 'previewMigration'])

    router.post('/definitions/:key/replays', [ReplaysController, 'order'])
    router.get('/definitions/:key/replays/:id', [ReplaysController, 'show']).where('id', id)

    router.get('/processes', [InstancesController, 'startable'])
    router.post('/processes/:process/start', [InstancesController, 'start'])
    router.post('/messages', [InstancesController, 'message'])
    router.post('/signals', [InstancesController, 'signal'])
    router.post('/instances/run', [InstancesController, 'run'])
    router.get('/instances/:id', [InstancesController, 'show']).where('id', id)
    router.get('/instances/:id/diagram', [InstancesController, 'diagram']).where('id', id)

    router.get('/tasks', [TasksController, 'index'])
    router.get('/tasks/count', [TasksController, 'count'])
    router.get('/tasks/:id', [TasksController, 'show']).where('id', id)
    router.post('/tasks/:id/claim', [TasksController, 'claim']).where('id', id)
    router.post('/tasks/:id/unclaim', [TasksController, 'unclaim']).where('id', id)
    router.post('/tasks/:id/assign', [TasksController, 'assign']).where('id', id)
    router.post('/tasks/:id/complete', [TasksController, 'complete']).where('id', id)
    router.post('/tasks/:id/raise', [TasksController, 'raise']).where('id', id)
    router.get('/absence', [TasksController, 'absence'])
    router.put('/absence', [TasksController, 'sayAbsence'])

    router.get('/decisions', [DecisionsController, 'index'])
    router.post('/decisions', [DecisionsController, 'create'])
    router.get('/decisions/:key', [DecisionsController, 'show'])
    router.put('/decisions/:key/draft', [DecisionsController, 'draft'])
    router.post('/decisions/:key/check', [DecisionsController, 'check'])
    router.post('/decisions/:key/try', [DecisionsController, 'try'])
    router.post('/decisions/:key/publish', [DecisionsController, 'publish'])
    router
      .get('/decisions/:key/versions/:version', [DecisionsController, 'xml'])
      .where('version', id)

    router.get('/secrets', [DoorsController, 'secrets'])
    router.put('/secrets/:name', [DoorsController, 'saveSecret'])
    router.delete('/secrets/:name', [DoorsController, 'removeSecret'])
    router.get('/hooks', [DoorsController, 'hooks'])
    router.post('/hooks', [DoorsController, 'createHook'])
    router.delete('/hooks/:id', [DoorsController, 'removeHook']).where('id', id)
    router.post('/messages/:token', [DoorsController, 'receive'])
  })
  .prefix('/api/workflow')

/** Other programs are let in by the token in the address, and may do nothing but send its message. */
allowPublic('POST', '/api/workflow/messages/:token')
