import { t } from '../text.js'
import { mine, viewsOf } from './view.js'

const COLUMNS = ['title:320', 'regarding:220', 'owner_id:160', 'noted_at:150']

export const noteViews = viewsOf('note', {
  all: {
    label: t('All notes', 'همه یادداشت‌ها', 'Bütün qeydlər'),
    columns: COLUMNS,
    sort: [{ path: 'noted_at', direction: 'desc' }],
  },
  mine: {
    label: t('My notes', 'یادداشت‌های من', 'Mənim qeydlərim'),
    columns: COLUMNS,
    filter: mine,
    sort: [{ path: 'noted_at', direction: 'desc' }],
  },
})
