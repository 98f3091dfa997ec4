import type { ChoiceListDefinition } from '#core/metadata/types'
import { t } from '../text.js'

export const accountIndustry: ChoiceListDefinition = {
  name: 'account_industry',
  label: t('Industry', 'صنعت', 'Sahə'),
  options: {
    retail: { label: t('Retail', 'خرده‌فروشی', 'Pərakəndə satış'), order: 1 },
    manufacturing: { label: t('Manufacturing', 'تولید', 'İstehsalat'), order: 2 },
    construction: { label: t('Construction', 'ساختمان', 'Tikinti'), order: 3 },
    services: { label: t('Services', 'خدمات', 'Xidmətlər'), order: 4 },
    transport: { label: t('Transport', 'حمل و نقل', 'Nəqliyyat'), order: 5 },
    agriculture: { label: t('Agriculture', 'کشاورزی', 'Kənd təsərrüfatı'), order: 6 },
    technology: { label: t('Technology', 'فناوری', 'Texnologiya'), order: 7 },
    health: { label: t('Health', 'سلامت', 'Səhiyyə'), order: 8 },
    education: { label: t('Education', 'آموزش', 'Təhsil'), order: 9 },
    public: { label: t('Public sector', 'بخش عمومی', 'Dövlət sektoru'), order: 10 },
    other: { label: t('Other', 'سایر', 'Digər'), order: 11 },
  },
}
