import type { ChoiceListDefinition } from '#core/metadata/types'
import { t } from '../text.js'

export const taskStatus: ChoiceListDefinition = {
  name: 'task_status',
  label: t('Task status', 'وضعیت وظیفه', 'Tapşırığın statusu'),
  options: {
    open: { label: t('Open', 'باز', 'Açıq'), color: 'blue', order: 1 },
    in_progress: { label: t('In progress', 'در حال انجام', 'İcradadır'), color: 'teal', order: 2 },
    done: { label: t('Done', 'انجام شده', 'Yerinə yetirilib'), color: 'green', order: 3 },
    cancelled: { label: t('Cancelled', 'لغو شده', 'Ləğv edilib'), color: 'neutral', order: 4 },
  },
}
