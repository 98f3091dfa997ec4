import { defineUiPlugin } from '../../plugin_host/define_ui_plugin.js'

/** What other systems are told of changed records, where to, and what became of it. */
export default defineUiPlugin({
  routes: [
    {
      path: 'admin/webhooks',
      name: 'admin.webhooks',
      component: () => import('./WebhooksPage.vue'),
      meta: { title: 'webhooks.title', permission: 'core.admin.webhooks' },
    },
    {
      path: 'admin/webhooks/:name',
      name: 'admin.webhook_log',
      component: () => import('./DeliveriesPage.vue'),
      meta: { title: 'webhooks.log', permission: 'core.admin.webhooks' },
    },
    {
      path: 'admin/destinations',
      name: 'admin.destinations',
      component: () => import('./DestinationsPage.vue'),
      meta: { title: 'webhooks.destinations', permission: 'core.admin.destinations' },
    },
  ],
  menu: [
    {
      id: 'admin.webhooks',
      label: 'webhooks.title',
      icon: 'i-lucide-webhook',
      to: '/admin/webhooks',
      permission: 'core.admin.webhooks',
      group: 'administration',
      order: 70,
    },
    {
      id: 'admin.destinations',
      label: 'webhooks.destinations',
      icon: 'i-lucide-shield-ellipsis',
      to: '/admin/destinations',
      permission: 'core.admin.destinations',
      group: 'administration',
      order: 72,
    },
  ],
})
