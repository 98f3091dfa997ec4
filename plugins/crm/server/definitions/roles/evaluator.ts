import type { RoleDefinition } from '#core/metadata/types'
import { t } from '../text.js'
import { grant } from './grants.js'

/** Scores calls: reads customers and cases of all units, changes nothing but own notes and tasks. */
export const evaluator: RoleDefinition = {
  name: 'evaluator',
  label: t('Evaluator', 'ارزیاب', 'Qiymətləndirici'),
  entities: {
    contact: grant('all', 'read'),
    account: grant('all', 'read'),
    case: grant('all', 'read'),
    phone_call: grant('all', 'read'),
    task: grant('own', 'create', 'read', 'update', 'delete'),
    note: { ...grant('all', 'read'), ...grant('own', 'create', 'update', 'delete') },
  },
  fields: {
    contact: { national_id: 'none', address: 'none', birth_date: 'none' },
    account: { annual_revenue: 'none' },
  },
}
