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
  timelineBlocks: {
    call: { icon: 'i-lucide-phone', component: () => import('./call/CallTimelineItem.vue') },
  },
})
