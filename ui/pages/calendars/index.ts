import { defineUiPlugin } from '../../plugin_host/define_ui_plugin.js'

/** Business hours and days off of the organisation and its units. */
export default defineUiPlugin({
  routes: [
    {
      path: 'admin/calendars',
      name: 'admin.calendars',
      component: () => import('./CalendarsPage.vue'),
      meta: { title: 'calendars.title', permission: 'core.admin.units' },
    },
  ],
  menu: [
    {
      id: 'admin.calendars',
      label: 'calendars.title',
      icon: 'i-lucide-calendar-clock',
      to: '/admin/calendars',
      permission: 'core.admin.units',
      group: 'administration',
      order: 35,
    },
  ],
})
