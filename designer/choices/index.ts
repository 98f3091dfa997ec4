import { defineUiPlugin } from '#ui/plugin_host/define_ui_plugin.js'

/** Designer of choice lists: the values that choice fields offer, and what they hang on. */
export default defineUiPlugin({
  routes: [
    {
      path: 'design/choices',
      name: 'design.choices',
      component: () => import('./ChoiceListsPage.vue'),
      meta: { title: 'design.choices', permission: 'core.customise' },
    },
    {
      path: 'design/choices/:name',
      name: 'design.choice_list',
      component: () => import('./ChoiceListPage.vue'),
      meta: { title: 'design.choices', permission: 'core.customise' },
    },
  ],
  menu: [
    {
      id: 'design.choices',
      label: 'design.choices',
      icon: 'i-lucide-list',
      to: '/design/choices',
      permission: 'core.customise',
      group: 'design',
      order: 20,
    },
  ],
})
