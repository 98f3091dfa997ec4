import { defineUiPlugin } from '#ui/plugin_host/define_ui_plugin.js'

/** Who shapes the product, and who makes forms of what is open to it. */
const DESIGNERS = ['core.customise', 'core.design_forms']

/** The form builder. */
export default defineUiPlugin({
  routes: [
    {
      path: 'design/forms',
      name: 'design.forms',
      component: () => import('./pages/FormsPage.vue'),
      meta: { title: 'designers.forms', permission: DESIGNERS },
    },
    {
      path: 'design/forms/:name',
      name: 'design.form',
      component: () => import('./pages/BuilderPage.vue'),
      meta: { title: 'designers.forms', permission: DESIGNERS },
    },
  ],
  menu: [
    {
      id: 'design.forms',
      label: 'designers.forms',
      icon: 'i-lucide-layout-panel-left',
      to: '/design/forms',
      permission: DESIGNERS,
      group: 'design',
      order: 20,
    },
  ],
})
