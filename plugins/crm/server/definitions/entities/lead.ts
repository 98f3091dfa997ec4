import type { EntityDefinition } from '#core/metadata/types'
import { t } from '../text.js'

/** A possible customer. `full_name` is kept by the name hooks; `converted_at` by the status hooks. */
export const lead: EntityDefinition = {
  name: 'lead',
  label: t('Lead', 'سرنخ', 'Potensial müştəri'),
  labelPlural: t('Leads', 'سرنخ‌ها', 'Potensial müştərilər'),
  icon: 'sparkles',
  titleField: 'full_name',
  subtitleFields: ['mobile', 'company'],
  fields: {
    full_name: {
      type: 'text',
      label: t('Full name', 'نام و نام خانوادگی', 'Ad və soyad'),
      maxLength: 200,
      readOnly: true,
      searchable: true,
      indexed: true,
      audited: false,
    },
    first_name: { type: 'text', label: t('First name', 'نام', 'Ad'), maxLength: 100 },
    last_name: {
      type: 'text',
      label: t('Last name', 'نام خانوادگی', 'Soyad'),
      maxLength: 100,
      required: true,
    },
    company: {
      type: 'text',
      label: t('Company', 'محل کار', 'İş yeri'),
      maxLength: 200,
      searchable: true,
    },
    mobile: { type: 'phone', label: t('Mobile', 'تلفن همراه', 'Mobil'), searchable: true },
    phone: { type: 'phone', label: t('Phone', 'تلفن', 'Telefon'), searchable: true },
    email: { type: 'email', label: t('E-mail', 'رایانامه', 'E-poçt'), searchable: true },
    city: { type: 'text', label: t('City', 'شهر', 'Şəhər'), maxLength: 100 },
    status: {
      type: 'choice',
      label: t('Status', 'وضعیت', 'Status'),
      choices: 'lead_status',
      default: 'new',
      required: true,
      indexed: true,
    },
    rating: {
      type: 'choice',
      label: t('Rating', 'احتمال', 'Reytinq'),
      choices: 'lead_rating',
      default: 'warm',
    },
    source: { type: 'choice', label: t('Source', 'منبع', 'Mənbə'), choices: 'lead_source' },
    product: {
      type: 'choice',
      label: t('Product of interest', 'محصول مورد نظر', 'Maraqlandığı məhsul'),
      choices: 'bank_product',
    },
    estimated_amount: {
      type: 'money',
      label: t('Estimated amount', 'مبلغ برآوردی', 'Təxmini məbləğ'),
      currency: 'IRR',
      scale: 0,
      min: 0,
    },
    expected_close: {
      type: 'date',
      label: t('Expected close', 'تاریخ پیش‌بینی بستن', 'Gözlənilən bağlanma tarixi'),
    },
    contact: {
      type: 'lookup',
      label: t('Became contact', 'شخص متناظر', 'Çevrildiyi şəxs'),
      target: 'contact',
    },
    account: {
      type: 'lookup',
      label: t('Became account', 'شرکت متناظر', 'Çevrildiyi şirkət'),
      target: 'account',
    },
    converted_at: {
      type: 'datetime',
      label: t('Converted at', 'زمان تبدیل', 'Çevrilmə vaxtı'),
      readOnly: true,
    },
    external_id: {
      type: 'text',
      label: t('External ID', 'شناسه بیرونی', 'Xarici identifikator'),
      maxLength: 50,
      unique: true,
    },
    description: { type: 'long_text', label: t('Description', 'شرح', 'Təsvir') },
  },
  summaries: { by_status: { by: ['status'] } },
  timeline: { at: 'created_at', via: ['contact', 'account'], kind: 'lead' },
}
