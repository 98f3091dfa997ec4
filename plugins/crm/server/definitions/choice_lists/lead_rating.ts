import type { ChoiceListDefinition } from '#core/metadata/types'
import { t } from '../text.js'

export const leadRating: ChoiceListDefinition = {
  name: 'lead_rating',
  label: t('Rating', 'احتمال', 'Reytinq'),
  options: {
    hot: { label: t('Hot', 'زیاد', 'Yüksək'), color: 'red', order: 1 },
    warm: { label: t('Warm', 'متوسط', 'Orta'), color: 'orange', order: 2 },
    cold: { label: t('Cold', 'کم', 'Aşağı'), color: 'blue', order: 3 },
  },
}
