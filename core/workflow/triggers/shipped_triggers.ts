import { question, sentence, structure } from '#core/workflow/actions/questions'
import type { TriggerDefinition } from '#core/workflow/types'

/** The triggers of the core: a record was written, a time has come. Both are read where they happen. */
export const shippedTriggers: TriggerDefinition[] = [
  {
    name: 'record',
    label: { en: 'A record is written', fa: 'نوشته شدن رکورد', az: 'Qeyd yazılanda' },
    icon: 'database-zap',
    form: {
      entity: sentence(
        { en: 'Kind of record', fa: 'نوع رکورد', az: 'Qeydin növü' },
        { required: true }
      ),
      on: structure({
        en: 'When (create, update, delete)',
        fa: 'هنگام (create، update، delete)',
        az: 'Nə vaxt (create, update, delete)',
      }),
      fields: structure({
        en: 'Only these fields',
        fa: 'تنها این فیلدها',
        az: 'Yalnız bu sahələr',
      }),
      condition: sentence({ en: 'Condition (FEEL)', fa: 'شرط (FEEL)', az: 'Şərt (FEEL)' }),
      imports: question({
        type: 'boolean',
        label: {
          en: 'Also for imported records',
          fa: 'برای رکوردهای واردشده نیز',
          az: 'İdxal olunan qeydlər üçün də',
        },
      }),
    },
    variables: {
      operation: { type: 'text', label: { en: 'Operation', fa: 'عملیات', az: 'Əməliyyat' } },
      changed: {
        type: 'json',
        label: { en: 'Changed fields', fa: 'فیلدهای تغییرکرده', az: 'Dəyişən sahələr' },
      },
    },
  },
  {
    name: 'schedule',
    label: { en: 'At set times', fa: 'در زمان‌های معین', az: 'Təyin olunmuş vaxtlarda' },
    icon: 'calendar-clock',
    form: {
      cron: sentence({ en: 'Cron', fa: 'کرون', az: 'Cron' }),
      cycle: sentence({ en: 'Or every (R/PT1H)', fa: 'یا هر (R/PT1H)', az: 'Və ya hər (R/PT1H)' }),
      timeZone: sentence({ en: 'Time zone', fa: 'منطقه زمانی', az: 'Saat qurşağı' }),
      calendar: question({
        type: 'text',
        label: {
          en: 'Only in the hours of this business calendar',
          fa: 'تنها در ساعات این تقویم کاری',
          az: 'Yalnız bu iş təqviminin saatlarında',
        },
      }),
    },
    variables: { due: { type: 'datetime', label: { en: 'Due', fa: 'موعد', az: 'Vaxt' } } },
  },
]
