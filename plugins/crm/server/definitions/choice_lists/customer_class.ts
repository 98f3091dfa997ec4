import type { ChoiceListDefinition } from '#core/metadata/types'
import { t } from '../text.js'

export const customerClass: ChoiceListDefinition = {
  name: 'customer_class',
  label: t('Customer class', 'رده مشتری', 'Müştəri sinfi'),
  options: {
    regular: { label: t('Regular', 'عادی', 'Adi'), color: 'neutral', order: 1 },
    silver: { label: t('Silver', 'نقره‌ای', 'Gümüş'), color: 'blue', order: 2 },
    gold: { label: t('Gold', 'طلایی', 'Qızıl'), color: 'yellow', order: 3 },
    vip: { label: t('VIP', 'ویژه', 'VIP'), color: 'purple', order: 4 },
  },
}
