import { t } from '../text.js'
import { mainForm, quickForm } from './form.js'

export const leadForms = [
  mainForm('lead', {
    person: [
      t('Person', 'مشخصات فردی', 'Şəxsi məlumatlar'),
      2,
      ['first_name', 'last_name', 'company', 'city', 'mobile', 'phone', 'email'],
    ],
    interest: [
      t('Interest', 'علاقه‌مندی', 'Maraq'),
      2,
      ['status', 'rating', 'source', 'product', 'estimated_amount', 'expected_close'],
    ],
    conversion: [
      t('Conversion', 'تبدیل', 'Çevrilmə'),
      2,
      ['contact', 'account', 'converted_at', 'external_id'],
    ],
    more: [t('Description', 'شرح', 'Təsvir'), 1, ['description']],
  }),
  quickForm('lead', ['first_name', 'last_name', 'mobile', 'product', 'rating', 'source']),
]
