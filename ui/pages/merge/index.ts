import { defineUiPlugin } from '../../plugin_host/define_ui_plugin.js'

/** Making one record of several: the records are in the address. */
export default defineUiPlugin({
  routes: [
    {
      path: 'records/:entity/merge',
      name: 'merge',
      component: () => import('./MergePage.vue'),
      meta: { title: 'merge.title' },
    },
  ],
  recordBlocks: [
    {
      id: 'merge.former',
      entities: ['*'],
      place: 'main',
      order: 5,
      component: () => import('./FormerMerges.vue'),
    },
  ],
})
