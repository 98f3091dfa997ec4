import { defineUiPlugin } from '../../plugin_host/define_ui_plugin.js'

/** Records and lists on paper. The designers' menu items stand here too: their own texts are loaded only when one is opened. */
export default defineUiPlugin({
  routes: [
    {
      path: 'print/:entity/:id(\\d+)',
      name: 'print.record',
      component: () => import('./PrintPage.vue'),
      meta: { title: 'print.title' },
    },
    {
      path: 'print/:entity',
      name: 'print.list',
      component: () => import('./PrintPage.vue'),
      meta: { title: 'print.title' },
    },
  ],
  menu: [
    {
      id: 'design.template',
      label: 'print.templates',
      icon: 'i-lucide-file-pen-line',
      to: '/design/templates',
      permission: 'core.customise',
      group: 'design',
      order: 60,
    },
  ],
  recordBlocks: [
    {
      id: 'print.record',
      entities: ['*'],
      place: 'actions',
      order: 900,
      component: () => import('./PrintButton.vue'),
    },
  ],
})
