import type { ChoiceListDefinition } from '#core/metadata/types'
import { t } from '../text.js'

export const casePriority: ChoiceListDefinition = {
  name: 'case_priority',
  label: t('Priority', 'اولویت', 'Prioritet'),
  options: {
    low: { label: t('Low', 'کم', 'Aşağı'), color: 'neutral', order: 1 },
    normal: { label: t('Normal', 'عادی', 'Normal'), color: 'blue', order: 2 },
    high: { label: t('High', 'زیاد', 'Yüksək'), color: 'orange', order: 3 },
    urgent: { label: t('Urgent', 'فوری', 'Təcili'), color: 'red', order: 4 },
  },
}
