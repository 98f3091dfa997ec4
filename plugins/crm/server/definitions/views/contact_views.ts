import { t } from '../text.js'
import { mine, viewsOf } from './view.js'

const COLUMNS = [
  'full_name:220',
  'mobile:150',
  'email:220',
  'city:120',
  'customer_class:120',
  'external_id:140',
  'created_at:150',
]

export const contactViews = viewsOf('contact', {
  all: { label: t('All contacts', 'همه اشخاص', 'Bütün şəxslər'), columns: COLUMNS },
  mine: { label: t('My contacts', 'اشخاص من', 'Mənim şəxslərim'), columns: COLUMNS, filter: mine },
  premium: {
    label: t('Gold and VIP', 'طلایی و ویژه', 'Qızıl və VIP'),
    columns: COLUMNS,
    filter: { path: 'customer_class', op: 'in', value: ['gold', 'vip'] },
    sort: [{ path: 'full_name' }],
  },
  recent: {
    label: t(
      'Added in the last 30 days',
      'افزوده شده در ۳۰ روز اخیر',
      'Son 30 gündə əlavə edilənlər'
    ),
    columns: COLUMNS,
    filter: { path: 'created_at', op: 'within', value: { last: 30, unit: 'day' } },
  },
  no_phone: {
    label: t('Without a phone', 'بدون تلفن', 'Telefonsuz'),
    columns: ['full_name:220', 'email:220', 'city:120', 'external_id:140', 'owner_id:160'],
    filter: {
      and: [
        { path: 'mobile', op: 'is_empty' },
        { path: 'phone', op: 'is_empty' },
        { path: 'work_phone', op: 'is_empty' },
      ],
    },
  },
})
