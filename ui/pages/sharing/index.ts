import { defineUiPlugin } from '../../plugin_host/define_ui_plugin.js'

/** Sharing single records with people and teams. */
export default defineUiPlugin({
  routes: [
    {
      path: 'shared',
      name: 'sharing.with_me',
      component: () => import('./SharedPage.vue'),
      meta: { title: 'sharing.with_me' },
    },
  ],
  menu: [
    {
      id: 'sharing.with_me',
      label: 'sharing.with_me',
      icon: 'i-lucide-users-round',
      to: '/shared',
      group: 'work',
      order: 900,
    },
  ],
  recordBlocks: [
    {
      id: 'sharing.share',
      entities: ['*'],
      place: 'actions',
      order: 900,
      component: () => import('./ShareButton.vue'),
    },
  ],
})
