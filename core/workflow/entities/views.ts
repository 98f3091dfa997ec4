import type { ViewDefinition } from '#core/metadata/types'

const columns = (...paths: string[]) => paths.map((path) => ({ path }))

export const workflowViews: ViewDefinition[] = [
  {
    name: 'workflow_instance_all',
    entity: 'workflow_instance',
    label: { en: 'All runs', fa: 'همه اجراها', az: 'Bütün icralar' },
    columns: columns('title', 'process', 'process_version', 'status', 'incidents', 'ended_at'),
  },
  {
    name: 'workflow_instance_running',
    entity: 'workflow_instance',
    label: { en: 'Running', fa: 'در جریان', az: 'Davam edənlər' },
    columns: columns('title', 'process', 'process_version', 'status', 'incidents', 'owner_id'),
    filter: { path: 'status', op: 'in', value: ['active', 'suspended'] },
    order: -1,
  },
  {
    name: 'workflow_task_all',
    entity: 'workflow_task',
    label: { en: 'All tasks', fa: 'همه وظایف', az: 'Bütün tapşırıqlar' },
    columns: columns('title', 'status', 'assignee', 'priority', 'due_at', 'completed_at'),
  },
  {
    name: 'workflow_task_open',
    entity: 'workflow_task',
    label: { en: 'Open tasks', fa: 'وظایف باز', az: 'Açıq tapşırıqlar' },
    columns: columns('title', 'assignee', 'priority', 'due_at', 'process'),
    filter: { path: 'status', op: 'eq', value: 'open' },
    sort: [{ path: 'due_at' }],
    order: -1,
  },
  {
    name: 'workflow_incident_open',
    entity: 'workflow_incident',
    label: { en: 'Open incidents', fa: 'رخدادهای باز', az: 'Açıq insidentlər' },
    columns: columns('code', 'process', 'node', 'instance', 'status'),
    filter: { path: 'status', op: 'eq', value: 'open' },
    order: -1,
  },
  {
    name: 'workflow_incident_all',
    entity: 'workflow_incident',
    label: { en: 'All incidents', fa: 'همه رخدادها', az: 'Bütün insidentlər' },
    columns: columns('code', 'process', 'node', 'instance', 'status', 'resolved_at'),
  },
]
