import { defineUiPlugin } from '#ui/plugin_host/define_ui_plugin.js'

/** What the telephony plugin adds to the browser application. */
export default defineUiPlugin({
  routes: [
    {
      path: 'telephony/figures',
      name: 'telephony.figures',
      component: () => import('./figures/FiguresPage.vue'),
      meta: { title: 'telephony.figures.title', permission: 'telephony.figures' },
    },
    {
      path: 'telephony/sites',
      name: 'telephony.sites',
      component: () => import('./sites/SitesPage.vue'),
      meta: { title: 'telephony.sites.title', permission: 'telephony.sites' },
    },
    {
      path: 'telephony/sites/new',
      name: 'telephony.site_new',
      component: () => import('./sites/SitePage.vue'),
      meta: { title: 'telephony.sites.new', permission: 'telephony.sites' },
    },
    {
      path: 'telephony/sites/:id(\\d+)',
      name: 'telephony.site',
      component: () => import('./sites/SitePage.vue'),
      meta: { title: 'telephony.sites.one', permission: 'telephony.sites' },
    },
  ],
  menu: [
    { id: 'telephony.calls', entity: 'call', group: 'telephony', order: 10 },
    {
      id: 'telephony.figures',
      label: 'telephony.menu.figures',
      icon: 'i-lucide-chart-no-axes-combined',
      to: '/telephony/figures',
      permission: 'telephony.figures',
      group: 'telephony',
      order: 20,
    },
    {
      id: 'telephony.sites',
      label: 'telephony.sites.title',
      icon: 'i-lucide-server',
      to: '/telephony/sites',
      permission: 'telephony.sites',
      group: 'administration',
      order: 60,
    },
  ],
  recordBlocks: [
    {
      id: 'telephony.overview',
      entities: ['call'],
      place: 'main',
      order: 1,
      component: () => import('./call/CallOverview.vue'),
    },
    {
      id: 'telephony.convert',
      entities: ['call'],
      place: 'actions',
      permission: 'telephony.convert',
      component: () => import('./call/CallActions.vue'),
    },
  ],
  formBlocks: { recording_player: () => import('./call/RecordingBlock.vue') },
  timelineBlocks: {
    call: { icon: 'i-lucide-phone', component: () => import('./call/CallTimelineItem.vue') },
  },
})
