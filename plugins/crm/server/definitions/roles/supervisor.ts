import type { RoleDefinition } from '#core/metadata/types'
import { t } from '../text.js'
import { grant } from './grants.js'

/** Watches and helps the agents of a unit: everything of the unit, all customers, national ids readable. */
export const supervisor: RoleDefinition = {
  name: 'supervisor',
  label: t('Supervisor', 'سرپرست', 'Supervayzer'),
  entities: {
    contact: {
      ...grant('all', 'create', 'read', 'update', 'assign'),
      ...grant('unit', 'delete', 'export', 'import'),
    },
    account: {
      ...grant('all', 'create', 'read', 'update', 'assign'),
      ...grant('unit', 'delete', 'export', 'import'),
    },
    lead: grant('unit', 'create', 'read', 'update', 'delete', 'assign', 'export', 'import'),
    case: grant('unit', 'create', 'read', 'update', 'delete', 'assign', 'export', 'import'),
    task: grant('unit', 'create', 'read', 'update', 'delete', 'assign', 'export'),
    note: { ...grant('unit', 'create', 'read', 'export'), ...grant('own', 'update', 'delete') },
    phone_call: grant('unit', 'create', 'read', 'update', 'export', 'import'),
  },
  fields: { contact: { national_id: 'read' } },
}
