import type { EntityDefinition } from '#core/metadata/types'
import { t } from '../text.js'

/** A customer's request followed to its end. The instants of its states are kept by the case hooks. */
export const caseEntity: EntityDefinition = {
  name: 'case',
  table: 'cases',
  label: t('Case', 'مورد قابل پیگیری', 'Müraciət'),
  labelPlural: t('Cases', 'موردهای قابل پیگیری', 'Müraciətlər'),
  icon: 'clipboard-list',
  titleField: 'title',
  subtitleFields: ['tracking_code', 'status'],
  fields: {
    tracking_code: {
      type: 'autonumber',
      label: t('Tracking code', 'کد پیگیری', 'İzləmə kodu'),
      format: 'C{yy}{mm}-{seq:6}',
      searchable: true,
      unique: true,
    },
    title: {
      type: 'text',
      label: t('Title', 'عنوان', 'Başlıq'),
      maxLength: 250,
      required: true,
      searchable: true,
    },
    type: {
      type: 'choice',
      label: t('Type', 'نوع', 'Növ'),
      choices: 'case_type',
      default: 'request',
      required: true,
    },
    category: {
      type: 'choice',
      label: t('Category', 'دسته', 'Təsnifat'),
      choices: 'case_category',
    },
    subcategory: {
      type: 'choice',
      label: t('Subcategory', 'زیردسته', 'Alt təsnifat'),
      choices: 'case_subcategory',
    },
    topic: { type: 'text', label: t('Topic', 'موضوع', 'Mövzu'), maxLength: 200 },
    priority: {
      type: 'choice',
      label: t('Priority', 'اولویت', 'Prioritet'),
      choices: 'case_priority',
      default: 'normal',
      required: true,
    },
    status: {
      type: 'choice',
      label: t('Status', 'وضعیت', 'Status'),
      choices: 'case_status',
      default: 'new',
      required: true,
      indexed: true,
    },
    customer: { type: 'lookup', label: t('Customer', 'مشتری', 'Müştəri'), target: 'contact' },
    account: { type: 'lookup', label: t('Account', 'شرکت', 'Şirkət'), target: 'account' },
    channel: {
      type: 'choice',
      label: t('Channel', 'کانال', 'Kanal'),
      choices: 'case_channel',
      default: 'phone',
    },
    amount: {
      type: 'money',
      label: t('Amount', 'مبلغ', 'Məbləğ'),
      currency: 'IRR',
      scale: 0,
      min: 0,
    },
    city: { type: 'text', label: t('City', 'شهر', 'Şəhər'), maxLength: 100 },
    opened_at: {
      type: 'datetime',
      label: t('Opened', 'زمان ثبت', 'Açılma vaxtı'),
      indexed: true,
    },
    due_at: { type: 'datetime', label: t('Due', 'مهلت', 'Son tarix'), indexed: true },
    resolved_at: {
      type: 'datetime',
      label: t('Resolved', 'زمان حل', 'Həll vaxtı'),
      help: t(
        'Filled when the status becomes resolved or closed.',
        'با رسیدن وضعیت به «حل شده» یا «بسته» پر می‌شود.',
        'Status «həll edilib» və ya «bağlanıb» olduqda doldurulur.'
      ),
    },
    closed_at: {
      type: 'datetime',
      label: t('Closed', 'زمان بسته شدن', 'Bağlanma vaxtı'),
      help: t(
        'Filled when the status becomes closed.',
        'با رسیدن وضعیت به «بسته» پر می‌شود.',
        'Status «bağlanıb» olduqda doldurulur.'
      ),
    },
    description: { type: 'long_text', label: t('Description', 'شرح', 'Təsvir') },
    company_response: {
      type: 'choice',
      label: t('Response to the customer', 'پاسخ به مشتری', 'Müştəriyə cavab'),
      choices: 'case_response',
    },
    responded_at: {
      type: 'datetime',
      label: t('Responded', 'زمان پاسخ', 'Cavab vaxtı'),
    },
    timely_response: {
      type: 'boolean',
      label: t('Answered in time', 'پاسخ به‌موقع', 'Vaxtında cavab'),
    },
    resolution: { type: 'long_text', label: t('Resolution', 'نتیجه', 'Həll') },
    external_id: {
      type: 'text',
      label: t('External ID', 'شناسه بیرونی', 'Xarici identifikator'),
      maxLength: 50,
      unique: true,
      searchable: true,
    },
  },
  summaries: { by_status: { by: ['status'] } },
  timeline: { at: 'opened_at', via: ['customer', 'account'], kind: 'case' },
}
