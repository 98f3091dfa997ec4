import { defineUiPlugin } from '#ui/plugin_host/define_ui_plugin.js'

/** Where consultants say what makes two records likely to be the same. */
export default defineUiPlugin({
  routes: [
    {
      path: 'design/duplicates',
      name: 'design.duplicates',
      component: () => import('./RulesPage.vue'),
      meta: { title: 'duplicates.rules', permission: 'core.customise' },
    },
    {
      path: 'design/duplicates/:name',
      name: 'design.duplicate_rule',
      component: () => import('./RulePage.vue'),
      meta: { title: 'duplicates.rules', permission: 'core.customise' },
    },
  ],
  menu: [
    {
      id: 'design.duplicates',
      label: 'duplicates.rules',
      icon: 'i-lucide-copy-check',
      to: '/design/duplicates',
      permission: 'core.customise',
      group: 'design',
      order: 45,
    },
  ],
})
