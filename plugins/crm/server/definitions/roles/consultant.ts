import type { RoleDefinition } from '#core/metadata/types'
import { t } from '../text.js'
import { grant, onAll } from './grants.js'

/** Customises the product for one client: sees how records look, with sensitive values masked, and imports them. */
export const consultant: RoleDefinition = {
  name: 'consultant',
  label: t('Consultant', 'مشاور', 'Məsləhətçi'),
  entities: onAll({
    ...grant('all', 'read', 'import'),
    ...grant('own', 'create', 'update', 'delete'),
  }),
  fields: { contact: { national_id: 'masked' } },
}
