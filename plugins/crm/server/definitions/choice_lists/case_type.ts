import type { ChoiceListDefinition } from '#core/metadata/types'
import { t } from '../text.js'

export const caseType: ChoiceListDefinition = {
  name: 'case_type',
  label: t('Case type', 'نوع مورد', 'Müraciətin növü'),
  options: {
    complaint: { label: t('Complaint', 'شکایت', 'Şikayət'), color: 'red', order: 1 },
    request: { label: t('Request', 'درخواست', 'Sorğu'), color: 'blue', order: 2 },
    enquiry: { label: t('Enquiry', 'استعلام', 'Məlumat sorğusu'), color: 'teal', order: 3 },
  },
}
