import type { Filter } from '#core/records/types'
import { t } from '../text.js'
import { mine, viewsOf } from './view.js'

const COLUMNS = [
  'subject:280',
  'status:120',
  'priority:110',
  'due_at:150',
  'regarding:200',
  'owner_id:160',
]
const open: Filter = { path: 'status', op: 'in', value: ['open', 'in_progress'] }

export const taskViews = viewsOf('task', {
  mine: {
    label: t('My open tasks', 'وظایف باز من', 'Mənim açıq tapşırıqlarım'),
    columns: COLUMNS,
    filter: { and: [mine, open] },
    sort: [{ path: 'due_at' }],
  },
  due_today: {
    label: t('Due today', 'مهلت امروز', 'Bu gün son tarix'),
    columns: COLUMNS,
    filter: { and: [open, { path: 'due_at', op: 'within', value: 'today' }] },
    sort: [{ path: 'due_at' }],
  },
  open: {
    label: t('Open tasks', 'وظایف باز', 'Açıq tapşırıqlar'),
    columns: COLUMNS,
    filter: open,
    sort: [{ path: 'due_at' }],
  },
  all: { label: t('All tasks', 'همه وظایف', 'Bütün tapşırıqlar'), columns: COLUMNS },
})
