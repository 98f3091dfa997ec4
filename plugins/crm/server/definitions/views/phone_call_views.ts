import { t } from '../text.js'
import { mine, viewsOf } from './view.js'

const COLUMNS = [
  'subject:240',
  'direction:110',
  'outcome:130',
  'number:150',
  'contact:180',
  'case:200',
  'agent_name:140',
  'started_at:150',
  'duration:100',
]
const NEWEST = [{ path: 'started_at', direction: 'desc' as const }]

export const phoneCallViews = viewsOf('phone_call', {
  all: {
    label: t('All phone calls', 'همه فعالیت‌های تماس', 'Bütün zəng fəaliyyətləri'),
    columns: COLUMNS,
    sort: NEWEST,
  },
  mine: {
    label: t('My phone calls', 'فعالیت‌های تماس من', 'Mənim zəng fəaliyyətlərim'),
    columns: COLUMNS,
    filter: mine,
    sort: NEWEST,
  },
  unidentified: {
    label: t('Unidentified callers', 'تماس‌گیرندگان ناشناس', 'Naməlum zəng edənlər'),
    columns: COLUMNS.filter((column) => !column.startsWith('contact')),
    filter: { path: 'contact', op: 'is_empty' },
    sort: NEWEST,
  },
})
