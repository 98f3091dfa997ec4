import type { ChoiceListDefinition } from '#core/metadata/types'
import { t } from '../text.js'

export const leadSource: ChoiceListDefinition = {
  name: 'lead_source',
  label: t('Lead source', 'منبع سرنخ', 'Müştəri mənbəyi'),
  options: {
    phone: { label: t('Phone', 'تلفن', 'Telefon'), order: 1 },
    web: { label: t('Web', 'وب', 'Veb'), order: 2 },
    branch: { label: t('Branch', 'شعبه بانک', 'Bank filialı'), order: 3 },
    referral: { label: t('Referral', 'معرفی', 'Tövsiyə'), order: 4 },
    campaign: { label: t('Campaign', 'کمپین', 'Kampaniya'), order: 5 },
    event: { label: t('Event', 'رویداد', 'Tədbir'), order: 6 },
    social: { label: t('Social media', 'شبکه اجتماعی', 'Sosial şəbəkə'), order: 7 },
  },
}
