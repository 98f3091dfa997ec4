import { t } from '../text.js'
import { mainForm, quickForm } from './form.js'

export const contactForms = [
  mainForm('contact', {
    person: [
      t('Person', 'مشخصات فردی', 'Şəxsi məlumatlar'),
      2,
      ['first_name', 'last_name', 'national_id', 'gender', 'birth_date', 'preferred_language'],
    ],
    reach: [
      t('How to reach', 'راه‌های ارتباطی', 'Əlaqə vasitələri'),
      2,
      ['mobile', 'phone', 'work_phone', 'email', 'do_not_call'],
    ],
    bank: [
      t('At the bank', 'در بانک', 'Bankda'),
      2,
      ['customer_class', 'customer_since', 'external_id', 'account', 'job_title'],
    ],
    address: [t('Address', 'نشانی', 'Ünvan'), 2, ['city', 'region', 'postal_code', 'address']],
    more: [t('Notes', 'یادداشت‌ها', 'Qeydlər'), 1, ['notes']],
  }),
  quickForm('contact', ['first_name', 'last_name', 'mobile', 'email', 'city', 'customer_class']),
]
