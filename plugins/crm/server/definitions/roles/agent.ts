import type { RoleDefinition } from '#core/metadata/types'
import { t } from '../text.js'
import { grant } from './grants.js'

/**
 * Answers calls and works cases. Any customer may call, so customers are seen by every agent; cases and what is written
 * about them within the unit, leads within the team, tasks only one's own. National ids stay masked.
 */
export const agent: RoleDefinition = {
  name: 'agent',
  label: t('Agent', 'کارشناس', 'Operator'),
  entities: {
    contact: grant('all', 'create', 'read', 'update'),
    account: { ...grant('all', 'create', 'read'), ...grant('unit', 'update') },
    lead: { ...grant('team', 'read', 'update'), ...grant('own', 'create', 'delete', 'assign') },
    case: {
      ...grant('unit', 'create', 'read'),
      ...grant('team', 'update'),
      ...grant('own', 'assign'),
    },
    task: { ...grant('team', 'read', 'create', 'assign'), ...grant('own', 'update', 'delete') },
    note: { ...grant('unit', 'create', 'read'), ...grant('own', 'update', 'delete') },
    phone_call: { ...grant('unit', 'create', 'read'), ...grant('own', 'update') },
  },
  fields: {
    contact: { national_id: 'masked', external_id: 'read', customer_class: 'read' },
    account: { annual_revenue: 'none', external_id: 'read' },
    case: { external_id: 'read' },
  },
}
