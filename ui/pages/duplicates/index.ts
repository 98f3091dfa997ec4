import { defineUiPlugin } from '../../plugin_host/define_ui_plugin.js'

/**
 * Likely duplicates of whole entities: found by a search, compared side by side, merged or set aside. Whoever may merge reaches it
 * by the command palette.
 */
export default defineUiPlugin({
  routes: [
    {
      path: 'duplicates/:entity?',
      name: 'duplicates',
      component: () => import('./DuplicatesPage.vue'),
      meta: { title: 'duplicates.title' },
    },
  ],
  menu: [
    {
      id: 'duplicates',
      label: 'duplicates.title',
      icon: 'i-lucide-copy',
      to: '/duplicates',
      permission: 'core.customise',
      group: 'administration',
      order: 200,
    },
  ],
  commands: [
    {
      id: 'duplicates.open',
      label: 'duplicates.title',
      icon: 'i-lucide-copy',
      run: (open) => open('/duplicates'),
    },
  ],
})
