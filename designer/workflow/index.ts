import { defineUiPlugin } from '#ui/plugin_host/define_ui_plugin.js'

/** The workflow designer: processes and decision tables. */
const permission = 'core.workflow.design'
export default defineUiPlugin({
  routes: [
    {
      path: 'design/workflows',
      name: 'design.workflows',
      component: () => import('./pages/WorkflowsPage.vue'),
      meta: { title: 'designers.workflows', permission },
    },
    {
      path: 'design/workflows/:key',
      name: 'design.workflow',
      component: () => import('./pages/DesignerPage.vue'),
      meta: { title: 'designers.workflows', permission },
    },
    {
      path: 'design/workflows/:key/replay',
      name: 'design.workflow.replay',
      component: () => import('./replay/ReplayPage.vue'),
      meta: { title: 'designers.workflows', permission: 'core.workflow.operate' },
    },
    {
      path: 'design/decisions',
      name: 'design.decisions',
      component: () => import('./decisions/DecisionsPage.vue'),
      meta: { title: 'designers.decisions', permission },
    },
    {
      path: 'design/decisions/:key',
      name: 'design.decision',
      component: () => import('./decisions/DecisionPage.vue'),
      meta: { title: 'designers.decisions', permission },
    },
    {
      path: 'design/connections',
      name: 'design.connections',
      component: () => import('./connections/ConnectionsPage.vue'),
      meta: { title: 'designers.connections', permission },
    },
  ],
  menu: [
    {
      id: 'design.workflows',
      label: 'designers.workflows',
      icon: 'i-lucide-workflow',
      to: '/design/workflows',
      permission,
      group: 'design',
      order: 25,
    },
    {
      id: 'design.decisions',
      label: 'designers.decisions',
      icon: 'i-lucide-table-properties',
      to: '/design/decisions',
      permission,
      group: 'design',
      order: 26,
    },
    {
      id: 'design.connections',
      label: 'designers.connections',
      icon: 'i-lucide-plug',
      to: '/design/connections',
      permission,
      group: 'design',
      order: 27,
    },
  ],
})
