import { t } from '../text.js'
import { mainForm, quickForm } from './form.js'

export const accountForms = [
  mainForm('account', {
    company: [
      t('Company', 'مشخصات شرکت', 'Şirkət məlumatları'),
      2,
      ['name', 'legal_id', 'industry', 'customer_class', 'external_id', 'primary_contact'],
    ],
    reach: [
      t('How to reach', 'راه‌های ارتباطی', 'Əlaqə vasitələri'),
      2,
      ['phone', 'other_phone', 'email', 'website'],
    ],
    size: [t('Size', 'اندازه', 'Həcm'), 2, ['employees', 'annual_revenue']],
    address: [t('Address', 'نشانی', 'Ünvan'), 2, ['city', 'region', 'address']],
    more: [t('Notes', 'یادداشت‌ها', 'Qeydlər'), 1, ['notes']],
  }),
  quickForm('account', ['name', 'phone', 'email', 'city', 'industry']),
]
