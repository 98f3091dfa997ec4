import { defineUiPlugin } from '../../plugin_host/define_ui_plugin.js'

/** The inbox: what workflows give people to do. */
export default defineUiPlugin({
  routes: [
    {
      path: 'tasks/:id(\\d+)?',
      name: 'tasks',
      component: () => import('./InboxPage.vue'),
      meta: { title: 'inbox.title' },
    },
  ],
  menu: [
    {
      id: 'tasks',
      label: 'inbox.title',
      icon: 'i-lucide-inbox',
      to: '/tasks',
      group: 'work',
      order: 5,
    },
  ],
})
