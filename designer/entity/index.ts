import { defineUiPlugin } from '#ui/plugin_host/define_ui_plugin.js'

/** Designer of entities: what kinds of records there are, their fields and how they hang together. */
export default defineUiPlugin({
  routes: [
    {
      path: 'design/entities',
      name: 'design.entities',
      component: () => import('./EntitiesPage.vue'),
      meta: { title: 'design.entities', permission: 'core.customise' },
    },
    {
      path: 'design/diagram',
      name: 'design.diagram',
      component: () => import('./DiagramPage.vue'),
      meta: { title: 'entity_designer.diagram', permission: 'core.customise' },
    },
    {
      path: 'design/entities/:name',
      name: 'design.entity',
      component: () => import('./EntityPage.vue'),
      meta: { title: 'design.entities', permission: 'core.customise' },
    },
  ],
  menu: [
    {
      id: 'design.entities',
      label: 'design.entities',
      icon: 'i-lucide-database',
      to: '/design/entities',
      permission: 'core.customise',
      group: 'design',
      order: 10,
    },
  ],
})
