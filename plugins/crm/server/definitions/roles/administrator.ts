import type { RoleDefinition } from '#core/metadata/types'
import { t } from '../text.js'
import { grant, onAll } from './grants.js'

/** Configures the product: all records of the CRM, nothing masked. */
export const administrator: RoleDefinition = {
  name: 'administrator',
  label: t('Administrator', 'مدیر سیستم', 'İnzibatçı'),
  entities: onAll(
    grant('all', 'create', 'read', 'update', 'delete', 'assign', 'share', 'export', 'import')
  ),
  fields: { contact: { national_id: 'write' } },
}
