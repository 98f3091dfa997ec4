import type { ChoiceListDefinition } from '#core/metadata/types'
import { t } from '../text.js'

export const contactGender: ChoiceListDefinition = {
  name: 'contact_gender',
  label: t('Gender', 'جنسیت', 'Cins'),
  options: {
    female: { label: t('Female', 'زن', 'Qadın'), color: 'purple', order: 1 },
    male: { label: t('Male', 'مرد', 'Kişi'), color: 'blue', order: 2 },
    unspecified: {
      label: t('Not stated', 'اعلام نشده', 'Göstərilməyib'),
      color: 'neutral',
      order: 3,
    },
  },
}
