import type { ChoiceListDefinition } from '#core/metadata/types'
import { t } from '../text.js'

export const leadStatus: ChoiceListDefinition = {
  name: 'lead_status',
  label: t('Lead status', 'وضعیت سرنخ', 'Potensial müştəri statusu'),
  options: {
    new: { label: t('New', 'جدید', 'Yeni'), color: 'blue', order: 1 },
    contacted: {
      label: t('Contacted', 'تماس گرفته شده', 'Əlaqə saxlanılıb'),
      color: 'teal',
      order: 2,
    },
    qualified: {
      label: t('Qualified', 'تأیید شده', 'Uyğun hesab edilib'),
      color: 'yellow',
      order: 3,
    },
    converted: { label: t('Converted', 'تبدیل شده', 'Çevrilib'), color: 'green', order: 4 },
    disqualified: { label: t('Disqualified', 'رد شده', 'Uyğun deyil'), color: 'neutral', order: 5 },
  },
}
