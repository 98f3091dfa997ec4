import type { ChoiceListDefinition } from '#core/metadata/types'
import { t } from '../text.js'

export const caseStatus: ChoiceListDefinition = {
  name: 'case_status',
  label: t('Case status', 'وضعیت مورد', 'Müraciətin statusu'),
  options: {
    new: { label: t('New', 'جدید', 'Yeni'), color: 'blue', order: 1 },
    open: { label: t('Open', 'در دست اقدام', 'İcradadır'), color: 'teal', order: 2 },
    pending: { label: t('Pending', 'در انتظار مشتری', 'Gözləmədə'), color: 'yellow', order: 3 },
    resolved: { label: t('Resolved', 'حل شده', 'Həll edilib'), color: 'green', order: 4 },
    closed: { label: t('Closed', 'بسته', 'Bağlanıb'), color: 'neutral', order: 5 },
  },
}
