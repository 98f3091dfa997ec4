import { defineUiPlugin } from '../../plugin_host/define_ui_plugin.js'

/** The import wizard: one page an entity, its running or finished import in the address. */
export default defineUiPlugin({
  routes: [
    {
      path: 'records/:entity/import',
      name: 'import',
      component: () => import('./ImportPage.vue'),
      meta: { title: 'import.short' },
    },
  ],
})
