import { defineUiPlugin } from '../../plugin_host/define_ui_plugin.js'

/** The search page: what was asked and the kind of records are in the address. */
export default defineUiPlugin({
  routes: [
    {
      path: 'search',
      name: 'search',
      component: () => import('./SearchPage.vue'),
      meta: { title: 'search.title' },
    },
  ],
})
