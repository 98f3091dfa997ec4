import { defineUiPlugin } from '#ui/plugin_host/define_ui_plugin.js'

/** Solutions: the client's customisation as a package, from the export to the way back. */
export default defineUiPlugin({
  routes: [
    {
      path: 'design/solutions',
      name: 'design.solutions',
      component: () => import('./SolutionsPage.vue'),
      meta: { title: 'menu.solutions' },
    },
    {
      path: 'design/solutions/export',
      name: 'design.solutions.export',
      component: () => import('./ExportPage.vue'),
      meta: { title: 'menu.solutions', permission: 'core.solutions.export' },
    },
    {
      path: 'design/solutions/import',
      name: 'design.solutions.import',
      component: () => import('./UploadPage.vue'),
      meta: { title: 'menu.solutions', permission: 'core.solutions.import' },
    },
    {
      path: 'design/solutions/imports/:id(\\d+)',
      name: 'design.solutions.run',
      component: () => import('./ImportPage.vue'),
      meta: { title: 'menu.solutions', permission: 'core.solutions.import' },
    },
    {
      path: 'design/solutions/diff',
      name: 'design.solutions.diff',
      component: () => import('./DiffPage.vue'),
      meta: { title: 'menu.solutions' },
    },
  ],
  menu: [
    {
      id: 'design.solutions',
      label: 'menu.solutions',
      icon: 'i-lucide-package',
      to: '/design/solutions',
      permission: ['core.solutions.export', 'core.solutions.import'],
      group: 'design',
      order: 90,
    },
  ],
})
