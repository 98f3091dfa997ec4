import type { ChoiceListDefinition } from '#core/metadata/types'
import { t } from '../text.js'

export const preferredLanguage: ChoiceListDefinition = {
  name: 'preferred_language',
  label: t('Preferred language', 'زبان ترجیحی', 'Üstünlük verilən dil'),
  options: {
    fa: { label: t('Persian', 'فارسی', 'Fars dili'), order: 1 },
    az: { label: t('Azerbaijani', 'ترکی آذربایجانی', 'Azərbaycan dili'), order: 2 },
    en: { label: t('English', 'انگلیسی', 'İngilis dili'), order: 3 },
  },
}
