import { defineUiPlugin } from '#ui/plugin_host/define_ui_plugin.js'

/** What the telephony plugin adds to the browser application. */
export default defineUiPlugin({
  menu: [{ id: 'telephony.calls', entity: 'call', group: 'telephony', order: 10 }],
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
