import router from '@adonisjs/core/services/router'

const CalendarsController = () => import('#core/http/controllers/calendars_controller')

router
  .group(() => {
    router.get('/admin/calendars', [CalendarsController, 'index'])
    router
      .put('/admin/calendars/:unit', [CalendarsController, 'update'])
      .where('unit', router.matchers.number())
  })
  .prefix('/api')
