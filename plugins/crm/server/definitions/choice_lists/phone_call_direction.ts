import type { ChoiceListDefinition } from '#core/metadata/types'
import { t } from '../text.js'

export const phoneCallDirection: ChoiceListDefinition = {
  name: 'phone_call_direction',
  label: t('Direction', 'جهت', 'İstiqamət'),
  options: {
    inbound: { label: t('Inbound', 'ورودی', 'Daxil olan'), color: 'teal', order: 1 },
    outbound: { label: t('Outbound', 'خروجی', 'Çıxan'), color: 'blue', order: 2 },
    internal: { label: t('Internal', 'داخلی', 'Daxili'), color: 'neutral', order: 3 },
  },
}
