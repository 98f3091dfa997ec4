import type { EntityDefinition } from '#core/metadata/types'
import { t } from '../text.js'

/** A person who is a customer. `full_name` is kept by the name hooks. */
export const contact: EntityDefinition = {
  name: 'contact',
  label: t('Contact', 'شخص', 'Şəxs'),
  labelPlural: t('Contacts', 'اشخاص', 'Şəxslər'),
  icon: 'user-round',
  titleField: 'full_name',
  subtitleFields: ['mobile', 'city'],
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
    national_id: {
      type: 'text',
      label: t('National ID', 'کد ملی', 'Şəxsiyyət nömrəsi'),
      help: t(
        'Shown masked to whom it is not needed.',
        'برای کسانی که به آن نیاز ندارند پوشیده نمایش داده می‌شود.',
        'Ehtiyacı olmayanlara gizlədilmiş göstərilir.'
      ),
      maxLength: 20,
      indexed: true,
      sensitive: true,
    },
    gender: {
      type: 'choice',
      label: t('Gender', 'جنسیت', 'Cins'),
      choices: 'contact_gender',
    },
    birth_date: { type: 'date', label: t('Date of birth', 'تاریخ تولد', 'Doğum tarixi') },
    preferred_language: {
      type: 'choice',
      label: t('Preferred language', 'زبان ترجیحی', 'Üstünlük verilən dil'),
      choices: 'preferred_language',
    },
    mobile: { type: 'phone', label: t('Mobile', 'تلفن همراه', 'Mobil'), searchable: true },
    phone: { type: 'phone', label: t('Phone', 'تلفن', 'Telefon'), searchable: true },
    work_phone: { type: 'phone', label: t('Work phone', 'تلفن محل کار', 'İş telefonu') },
    email: { type: 'email', label: t('E-mail', 'رایانامه', 'E-poçt'), searchable: true },
    do_not_call: {
      type: 'boolean',
      label: t('Do not call', 'تماس گرفته نشود', 'Zəng etməyin'),
      default: false,
    },
    city: { type: 'text', label: t('City', 'شهر', 'Şəhər'), maxLength: 100, indexed: true },
    region: { type: 'text', label: t('Region', 'استان', 'Bölgə'), maxLength: 100 },
    address: { type: 'long_text', label: t('Address', 'نشانی', 'Ünvan'), maxLength: 1000 },
    postal_code: {
      type: 'text',
      label: t('Postal code', 'کد پستی', 'Poçt indeksi'),
      maxLength: 20,
    },
    customer_class: {
      type: 'choice',
      label: t('Customer class', 'رده مشتری', 'Müştəri sinfi'),
      choices: 'customer_class',
      default: 'regular',
    },
    customer_since: {
      type: 'date',
      label: t('Customer since', 'تاریخ عضویت', 'Müştəri olduğu tarix'),
    },
    external_id: {
      type: 'text',
      label: t('Customer number', 'شماره مشتری', 'Müştəri nömrəsi'),
      help: t(
        'The key of this customer in the core banking system.',
        'کلید این مشتری در سامانه بانکداری متمرکز.',
        'Bu müştərinin əsas bank sistemindəki açarı.'
      ),
      maxLength: 50,
      unique: true,
      searchable: true,
    },
    account: { type: 'lookup', label: t('Account', 'شرکت', 'Şirkət'), target: 'account' },
    job_title: { type: 'text', label: t('Job title', 'سمت', 'Vəzifə'), maxLength: 100 },
    notes: { type: 'long_text', label: t('Notes', 'یادداشت‌ها', 'Qeydlər') },
    cases: {
      type: 'one_to_many',
      label: t('Cases', 'موردهای قابل پیگیری', 'Müraciətlər'),
      target: 'case',
      inverse: 'customer',
    },
  },
}
