import { defineUiPlugin } from '../../plugin_host/define_ui_plugin.js'

/** Why somebody can or cannot see something, and seeing the application as a role does. */
export default defineUiPlugin({
  routes: [
    {
      path: 'admin/access',
      name: 'admin.access',
      component: () => import('./AccessPage.vue'),
      meta: { title: 'access.title', permission: 'core.admin.roles' },
    },
  ],
  menu: [
    {
      id: 'admin.access',
      label: 'access.title',
      icon: 'i-lucide-scan-eye',
      to: '/admin/access',
      permission: 'core.admin.roles',
      group: 'administration',
      order: 25,
    },
  ],
})
