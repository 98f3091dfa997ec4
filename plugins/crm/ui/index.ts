import { defineUiPlugin } from '#ui/plugin_host/define_ui_plugin.js'

/** Kinds of records on whose page a note can be written. */
const NOTED = ['contact', 'account', 'lead', 'case']

/** What the CRM adds to the browser application. */
export default defineUiPlugin({
  menu: [
    { id: 'crm.cases', entity: 'case', group: 'work', order: 10 },
    { id: 'crm.tasks', entity: 'task', group: 'work', order: 20 },
    { id: 'crm.contacts', entity: 'contact', group: 'work', order: 30 },
    { id: 'crm.accounts', entity: 'account', group: 'work', order: 40 },
    { id: 'crm.leads', entity: 'lead', group: 'work', order: 50 },
  ],
  recordBlocks: [
    {
      id: 'crm.note',
      entities: NOTED,
      place: 'side',
      component: () => import('./blocks/NoteComposer.vue'),
    },
  ],
  timelineBlocks: {
    note: { icon: 'i-lucide-sticky-note', component: () => import('./timeline/NoteItem.vue') },
    case: { icon: 'i-lucide-clipboard-list', component: () => import('./timeline/StatusItem.vue') },
    task: { icon: 'i-lucide-list-checks', component: () => import('./timeline/StatusItem.vue') },
    phone_call: {
      icon: 'i-lucide-phone-call',
      component: () => import('./timeline/PhoneCallItem.vue'),
    },
  },
  widgets: [
    {
      id: 'crm.case_status',
      entity: 'case',
      order: 10,
      width: 12,
      component: () => import('./widgets/CasesByStatus.vue'),
    },
    {
      id: 'crm.my_cases',
      entity: 'case',
      order: 20,
      width: 8,
      component: () => import('./widgets/MyCases.vue'),
    },
    {
      id: 'crm.my_tasks',
      entity: 'task',
      order: 30,
      width: 4,
      component: () => import('./widgets/MyTasks.vue'),
    },
  ],
})
