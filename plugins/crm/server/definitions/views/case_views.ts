import type { Filter } from '#core/records/types'
import { t } from '../text.js'
import { mine, viewsOf } from './view.js'

const COLUMNS = [
  'tracking_code:140',
  'title:280',
  'customer:180',
  'status:130',
  'priority:110',
  'category:170',
  'owner_id:160',
  'opened_at:150',
]
const open: Filter = { path: 'status', op: 'in', value: ['new', 'open', 'pending'] }

export const caseViews = viewsOf('case', {
  mine: {
    label: t('My open cases', 'موردهای باز من', 'Mənim açıq müraciətlərim'),
    columns: [...COLUMNS.filter((column) => !column.startsWith('owner_id')), 'due_at:150'],
    filter: { and: [mine, open] },
    sort: [{ path: 'opened_at', direction: 'desc' }],
  },
  open: {
    label: t('Open cases', 'موردهای باز', 'Açıq müraciətlər'),
    columns: COLUMNS,
    filter: open,
    sort: [{ path: 'opened_at', direction: 'desc' }],
  },
  urgent: {
    label: t('Urgent and high', 'فوری و با اولویت زیاد', 'Təcili və yüksək prioritetli'),
    columns: [...COLUMNS, 'due_at:150'],
    filter: { and: [open, { path: 'priority', op: 'in', value: ['urgent', 'high'] }] },
    sort: [{ path: 'due_at' }],
  },
  complaints: {
    label: t('Open complaints', 'شکایت‌های باز', 'Açıq şikayətlər'),
    columns: COLUMNS,
    filter: { and: [open, { path: 'type', op: 'eq', value: 'complaint' }] },
    sort: [{ path: 'opened_at', direction: 'desc' }],
  },
  pending: {
    label: t('Waiting for the customer', 'در انتظار مشتری', 'Müştərini gözləyənlər'),
    columns: COLUMNS,
    filter: { path: 'status', op: 'eq', value: 'pending' },
    sort: [{ path: 'opened_at' }],
  },
  closed_this_month: {
    label: t('Closed this month', 'بسته شده در این ماه', 'Bu ay bağlananlar'),
    columns: [...COLUMNS, 'closed_at:150'],
    filter: { path: 'closed_at', op: 'within', value: 'this_month' },
    sort: [{ path: 'closed_at', direction: 'desc' }],
  },
  all: {
    label: t('All cases', 'همه موردها', 'Bütün müraciətlər'),
    columns: COLUMNS,
    sort: [{ path: 'opened_at', direction: 'desc' }],
  },
})
