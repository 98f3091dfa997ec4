import { t } from '../text.js'
import { mainForm, quickForm } from './form.js'

export const caseForms = [
  mainForm('case', {
    request: [
      t('Request', 'درخواست', 'Sorğu'),
      2,
      ['title', 'type', 'category', 'subcategory', 'topic', 'priority', 'status', 'channel'],
    ],
    customer: [
      t('Customer', 'مشتری', 'Müştəri'),
      2,
      ['customer', 'account', 'amount', 'city', 'tracking_code', 'external_id'],
    ],
    description: [t('Description', 'شرح', 'Təsvir'), 1, ['description']],
    times: [
      t('Times', 'زمان‌ها', 'Vaxtlar'),
      2,
      ['opened_at', 'due_at', 'responded_at', 'resolved_at', 'closed_at'],
    ],
    answer: [
      t('Answer', 'پاسخ', 'Cavab'),
      2,
      ['company_response', 'timely_response', 'resolution'],
    ],
  }),
  quickForm('case', [
    'title',
    'customer',
    'type',
    'category',
    'subcategory',
    'priority',
    'description',
  ]),
]
