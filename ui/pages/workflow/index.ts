import { defineUiPlugin } from '../../plugin_host/define_ui_plugin.js'

/** How workflows run: instances, incidents, where time goes. */
const permission = 'core.workflow.operate'
const watch = ['core.workflow.watch', permission]
export default defineUiPlugin({
  routes: [
    {
      path: 'workflows/runs',
      name: 'workflow.runs',
      component: () => import('./RunsPage.vue'),
      meta: { title: 'workflow.runs', permission: watch },
    },
    {
      path: 'workflows/runs/:id(\\d+)',
      name: 'workflow.run',
      component: () => import('./RunPage.vue'),
      meta: { title: 'workflow.runs', permission: watch },
    },
    {
      path: 'workflows/incidents',
      name: 'workflow.incidents',
      component: () => import('./IncidentsPage.vue'),
      meta: { title: 'workflow.incidents', permission },
    },
    {
      path: 'workflows/heat/:key/:version(\\d+)',
      name: 'workflow.heat',
      component: () => import('./HeatPage.vue'),
      meta: { title: 'workflow.heat.title', permission },
    },
  ],
  menu: [
    {
      id: 'workflow.runs',
      label: 'workflow.runs',
      icon: 'i-lucide-route',
      to: '/workflows/runs',
      permission: watch,
      group: 'administration',
      order: 40,
    },
    {
      id: 'workflow.incidents',
      label: 'workflow.incidents',
      icon: 'i-lucide-triangle-alert',
      to: '/workflows/incidents',
      permission,
      group: 'administration',
      order: 41,
    },
  ],
})
