import type { EntityDefinition } from '#core/metadata/types'
import { t } from '../text.js'

/** An organisation that is a customer. */
export const account: EntityDefinition = {
  name: 'account',
  label: t('Account', 'شرکت', 'Şirkət'),
  labelPlural: t('Accounts', 'شرکت‌ها', 'Şirkətlər'),
  icon: 'building-2',
  titleField: 'name',
  subtitleFields: ['phone', 'city'],
  fields: {
    name: {
      type: 'text',
      label: t('Name', 'نام', 'Ad'),
      maxLength: 200,
      required: true,
      searchable: true,
      indexed: true,
    },
    legal_id: {
      type: 'text',
      label: t('Legal entity ID', 'شناسه ملی', 'VÖEN'),
      maxLength: 30,
      indexed: true,
    },
    industry: {
      type: 'choice',
      label: t('Industry', 'صنعت', 'Sahə'),
      choices: 'account_industry',
    },
    customer_class: {
      type: 'choice',
      label: t('Customer class', 'رده مشتری', 'Müştəri sinfi'),
      choices: 'customer_class',
      default: 'regular',
    },
    phone: { type: 'phone', label: t('Phone', 'تلفن', 'Telefon'), searchable: true },
    other_phone: { type: 'phone', label: t('Other phone', 'تلفن دیگر', 'Digər telefon') },
    email: { type: 'email', label: t('E-mail', 'رایانامه', 'E-poçt'), searchable: true },
    website: { type: 'text', label: t('Website', 'وبگاه', 'Veb sayt'), maxLength: 200 },
    city: { type: 'text', label: t('City', 'شهر', 'Şəhər'), maxLength: 100 },
    region: { type: 'text', label: t('Region', 'استان', 'Bölgə'), maxLength: 100 },
    address: { type: 'long_text', label: t('Address', 'نشانی', 'Ünvan'), maxLength: 1000 },
    employees: {
      type: 'integer',
      label: t('Employees', 'تعداد کارکنان', 'İşçi sayı'),
      min: 0,
    },
    annual_revenue: {
      type: 'money',
      label: t('Annual revenue', 'درآمد سالانه', 'İllik gəlir'),
      currency: 'IRR',
      scale: 0,
      min: 0,
    },
    primary_contact: {
      type: 'lookup',
      label: t('Primary contact', 'شخص اصلی', 'Əsas şəxs'),
      target: 'contact',
    },
    external_id: {
      type: 'text',
      label: t('Customer number', 'شماره مشتری', 'Müştəri nömrəsi'),
      maxLength: 50,
      unique: true,
      searchable: true,
    },
    notes: { type: 'long_text', label: t('Notes', 'یادداشت‌ها', 'Qeydlər') },
    contacts: {
      type: 'one_to_many',
      label: t('Contacts', 'اشخاص', 'Şəxslər'),
      target: 'contact',
      inverse: 'account',
    },
    cases: {
      type: 'one_to_many',
      label: t('Cases', 'موردهای قابل پیگیری', 'Müraciətlər'),
      target: 'case',
      inverse: 'account',
    },
  },
}
