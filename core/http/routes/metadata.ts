import router from '@adonisjs/core/services/router'

const MetadataController = () => import('#core/http/controllers/metadata_controller')
const ChangePlansController = () => import('#core/http/controllers/change_plans_controller')
const PluginsController = () => import('#core/http/controllers/admin_plugins_controller')
const SettingsController = () => import('#core/http/controllers/admin_settings_controller')

router
  .group(() => {
    router.get('/', [MetadataController, 'show'])
    router.get('/layers/:kind/:name', [MetadataController, 'layers'])
    router.get('/problems', [MetadataController, 'problems'])
    router.post('/changes', [MetadataController, 'change'])
    router.delete('/changes', [MetadataController, 'reset'])
    router.post('/purge', [MetadataController, 'purge'])
    router.get('/design', [ChangePlansController, 'state'])
    router.get('/records', [ChangePlansController, 'records'])
    router.post('/plan', [ChangePlansController, 'plan'])
    router.post('/apply', [ChangePlansController, 'apply'])
    router.post('/purge-field', [ChangePlansController, 'purge'])
    router.get('/used/:entity/:field?', [ChangePlansController, 'used'])
    router.get('/used-choices/:list/:option?', [ChangePlansController, 'usedChoices'])
  })
  .prefix('/api/metadata')

router
  .group(() => {
    router.get('/plugins', [PluginsController, 'index'])
    for (const action of ['install', 'enable', 'disable', 'uninstall', 'purge'] as const) {
      router.post(`/plugins/:name/${action}`, [PluginsController, action])
    }
    router.get('/settings', [SettingsController, 'index'])
    router.get('/settings/:plugin', [SettingsController, 'show'])
    router.patch('/settings/:plugin', [SettingsController, 'update'])
  })
  .prefix('/api/admin')
