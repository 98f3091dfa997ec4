import { defineUiPlugin } from '#ui/plugin_host/define_ui_plugin.js'

/** Where consultants write the texts of SMS, e-mails, chats and prints. Its menu item stands in ui/pages/print. */
export default defineUiPlugin({
  routes: [
    {
      path: 'design/templates',
      name: 'design.templates',
      component: () => import('./TemplatesPage.vue'),
      meta: { title: 'print.templates', permission: 'core.customise' },
    },
    {
      path: 'design/templates/:name',
      name: 'design.template',
      component: () => import('./TemplatePage.vue'),
      meta: { title: 'print.templates', permission: 'core.customise' },
    },
  ],
})
