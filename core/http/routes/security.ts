import router from '@adonisjs/core/services/router'

const SessionController = () => import('#core/http/controllers/session_controller')
const SetupController = () => import('#core/http/controllers/setup_controller')
const MeController = () => import('#core/http/controllers/me_controller')
const MeTokensController = () => import('#core/http/controllers/me_tokens_controller')
const MeSessionsController = () => import('#core/http/controllers/me_sessions_controller')
const AuditController = () => import('#core/http/controllers/audit_controller')
const UsersController = () => import('#core/http/controllers/admin_users_controller')
const RolesController = () => import('#core/http/controllers/admin_roles_controller')
const UnitsController = () => import('#core/http/controllers/admin_units_controller')
const TeamsController = () => import('#core/http/controllers/admin_teams_controller')

const PreviewController = () => import('#core/http/controllers/preview_controller')
const AccessController = () => import('#core/http/controllers/admin_access_controller')

const id = router.matchers.number()

router
  .group(() => {
    router.post('/session', [SessionController, 'store'])
    router.get('/session', [SessionController, 'show'])
    router.delete('/session', [SessionController, 'destroy'])
    router.get('/setup/:token', [SetupController, 'show'])
    router.post('/setup', [SetupController, 'store'])

    router.post('/preview', [PreviewController, 'store'])
    router.delete('/preview', [PreviewController, 'destroy'])

    router.patch('/me', [MeController, 'update'])
    router.get('/me/tokens', [MeTokensController, 'index'])
    router.post('/me/tokens', [MeTokensController, 'store'])
    router.delete('/me/tokens/:id', [MeTokensController, 'destroy']).where('id', id)
    router.get('/me/sessions', [MeSessionsController, 'index'])
    router.delete('/me/sessions', [MeSessionsController, 'destroyAll'])
    router.delete('/me/sessions/:id', [MeSessionsController, 'destroy']).where('id', id)
  })
  .prefix('/api')

router
  .group(() => {
    router.get('/audit', [AuditController, 'index'])
    router.get('/audit/actions', [AuditController, 'actions'])

    router.get('/users', [UsersController, 'index'])
    router.post('/users', [UsersController, 'store'])
    router.get('/users/:id', [UsersController, 'show']).where('id', id)
    router.patch('/users/:id', [UsersController, 'update']).where('id', id)
    router.delete('/users/:id', [UsersController, 'destroy']).where('id', id)
    router.post('/users/:id/password-link', [UsersController, 'passwordLink']).where('id', id)
    router.post('/users/:id/unlock', [UsersController, 'unlock']).where('id', id)
    router.delete('/users/:id/sessions', [UsersController, 'signOut']).where('id', id)

    router.get('/access/explain', [AccessController, 'explain'])
    router.get('/roles', [RolesController, 'index'])
    router.post('/roles', [RolesController, 'store'])
    router.get('/roles/:name', [RolesController, 'show'])
    router.patch('/roles/:name', [RolesController, 'update'])
    router.post('/roles/:name/reset', [RolesController, 'reset'])
    router.delete('/roles/:name', [RolesController, 'destroy'])

    router.get('/units', [UnitsController, 'index'])
    router.post('/units', [UnitsController, 'store'])
    router.patch('/units/:id', [UnitsController, 'update']).where('id', id)
    router.delete('/units/:id', [UnitsController, 'destroy']).where('id', id)

    router.get('/teams', [TeamsController, 'index'])
    router.post('/teams', [TeamsController, 'store'])
    router.patch('/teams/:id', [TeamsController, 'update']).where('id', id)
    router.delete('/teams/:id', [TeamsController, 'destroy']).where('id', id)
    router.put('/teams/:id/members', [TeamsController, 'setMembers']).where('id', id)
  })
  .prefix('/api/admin')
