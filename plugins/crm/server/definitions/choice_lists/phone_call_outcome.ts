import type { ChoiceListDefinition } from '#core/metadata/types'
import { t } from '../text.js'

export const phoneCallOutcome: ChoiceListDefinition = {
  name: 'phone_call_outcome',
  label: t('Outcome', 'نتیجه', 'Nəticə'),
  options: {
    answered: {
      label: t('Answered', 'پاسخ داده شده', 'Cavablandırılıb'),
      color: 'green',
      order: 1,
    },
    abandoned: { label: t('Abandoned', 'رها شده', 'Tərk edilib'), color: 'red', order: 2 },
    missed: { label: t('Missed', 'بی‌پاسخ', 'Buraxılıb'), color: 'orange', order: 3 },
    busy: { label: t('Busy', 'مشغول', 'Məşğul'), color: 'yellow', order: 4 },
    no_answer: { label: t('No answer', 'عدم پاسخ', 'Cavab yoxdur'), color: 'orange', order: 5 },
    failed: { label: t('Failed', 'ناموفق', 'Uğursuz'), color: 'red', order: 6 },
    voicemail: { label: t('Voicemail', 'پیام‌گیر', 'Səsli poçt'), color: 'neutral', order: 7 },
    phantom: { label: t('Phantom', 'تماس کاذب', 'Yalançı zəng'), color: 'neutral', order: 8 },
  },
}
