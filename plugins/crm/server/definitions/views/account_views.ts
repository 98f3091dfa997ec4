import { t } from '../text.js'
import { mine, viewsOf } from './view.js'

const COLUMNS = [
  'name:240',
  'industry:130',
  'phone:150',
  'city:120',
  'customer_class:120',
  'primary_contact:180',
]

export const accountViews = viewsOf('account', {
  all: { label: t('All accounts', 'همه شرکت‌ها', 'Bütün şirkətlər'), columns: COLUMNS },
  mine: {
    label: t('My accounts', 'شرکت‌های من', 'Mənim şirkətlərim'),
    columns: COLUMNS,
    filter: mine,
  },
  premium: {
    label: t('Gold and VIP', 'طلایی و ویژه', 'Qızıl və VIP'),
    columns: COLUMNS,
    filter: { path: 'customer_class', op: 'in', value: ['gold', 'vip'] },
    sort: [{ path: 'name' }],
  },
})
