import { t } from '../text.js'
import { mine, viewsOf } from './view.js'

const COLUMNS = [
  'full_name:200',
  'status:130',
  'rating:100',
  'product:150',
  'estimated_amount:150',
  'mobile:150',
  'source:110',
  'owner_id:160',
]
const OPEN = ['new', 'contacted', 'qualified']

export const leadViews = viewsOf('lead', {
  open: {
    label: t('Open leads', 'سرنخ‌های باز', 'Açıq potensial müştərilər'),
    columns: COLUMNS,
    filter: { path: 'status', op: 'in', value: OPEN },
  },
  mine: {
    label: t('My open leads', 'سرنخ‌های باز من', 'Mənim açıq potensial müştərilərim'),
    columns: COLUMNS,
    filter: { and: [mine, { path: 'status', op: 'in', value: OPEN }] },
  },
  hot: {
    label: t('Hot', 'احتمال زیاد', 'Yüksək ehtimallı'),
    columns: COLUMNS,
    filter: {
      and: [
        { path: 'rating', op: 'eq', value: 'hot' },
        { path: 'status', op: 'in', value: OPEN },
      ],
    },
    sort: [{ path: 'expected_close' }],
  },
  all: { label: t('All leads', 'همه سرنخ‌ها', 'Bütün potensial müştərilər'), columns: COLUMNS },
})
