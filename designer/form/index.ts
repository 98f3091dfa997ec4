import { defineUiPlugin } from '#ui/plugin_host/define_ui_plugin.js'

/** The form builder. */
export default defineUiPlugin({
  routes: [
    {
      path: 'design/forms',
      name: 'design.forms',
      component: () => import('./pages/FormsPage.vue'),
      meta: { title: 'designers.forms', permission: 'core.customise' },
    },
    {
      path: 'design/forms/:name',
      name: 'design.form',
      component: () => import('./pages/BuilderPage.vue'),
      meta: { title: 'designers.forms', permission: 'core.customise' },
    },
  ],
  menu: [
    {
      id: 'design.forms',
      label: 'designers.forms',
      icon: 'i-lucide-layout-panel-left',
      to: '/design/forms',
      permission: 'core.customise',
      group: 'design',
      order: 20,
    },
  ],
})
