import { defineUiPlugin } from '#ui/plugin_host/define_ui_plugin.js'

/** Designer of views: what everyone finds as tabs of a list. */
export default defineUiPlugin({
  routes: [
    {
      path: 'design/views',
      name: 'design.views',
      component: () => import('./ViewsPage.vue'),
      meta: { title: 'views.designer', permission: 'core.customise' },
    },
    {
      path: 'design/views/:name',
      name: 'design.view',
      component: () => import('./ViewPage.vue'),
      meta: { title: 'views.designer', permission: 'core.customise' },
    },
  ],
  menu: [
    {
      id: 'design.views',
      label: 'views.designer',
      icon: 'i-lucide-table-properties',
      to: '/design/views',
      permission: 'core.customise',
      group: 'design',
      order: 30,
    },
  ],
})
