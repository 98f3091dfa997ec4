import type { ChoiceListDefinition } from '#core/metadata/types'
import { t } from '../text.js'

export const caseResponse: ChoiceListDefinition = {
  name: 'case_response',
  label: t('Response to the customer', 'پاسخ به مشتری', 'Müştəriyə cavab'),
  options: {
    in_progress: { label: t('In progress', 'در حال بررسی', 'Baxılır'), color: 'blue', order: 1 },
    explanation: {
      label: t('Closed with explanation', 'بسته با توضیح', 'İzahatla bağlanıb'),
      color: 'teal',
      order: 2,
    },
    monetary_relief: {
      label: t(
        'Closed with monetary relief',
        'بسته با جبران مالی',
        'Maddi kompensasiya ilə bağlanıb'
      ),
      color: 'green',
      order: 3,
    },
    non_monetary_relief: {
      label: t(
        'Closed with non-monetary relief',
        'بسته با جبران غیرمالی',
        'Qeyri-maddi kompensasiya ilə bağlanıb'
      ),
      color: 'green',
      order: 4,
    },
    relief: {
      label: t('Closed with relief', 'بسته با جبران', 'Kompensasiya ilə bağlanıb'),
      color: 'green',
      order: 5,
    },
    no_relief: {
      label: t('Closed without relief', 'بسته بدون جبران', 'Kompensasiyasız bağlanıb'),
      color: 'orange',
      order: 6,
    },
    closed: { label: t('Closed', 'بسته', 'Bağlanıb'), color: 'neutral', order: 7 },
    untimely: {
      label: t('Untimely response', 'پاسخ دیرهنگام', 'Gecikmiş cavab'),
      color: 'red',
      order: 8,
    },
  },
}
