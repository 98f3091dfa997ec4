import type { ChoiceListDefinition } from '#core/metadata/types'

export const coreChoiceLists: ChoiceListDefinition[] = [
  {
    name: 'core_language',
    label: { en: 'Language', fa: 'زبان', az: 'Dil' },
    options: {
      en: { label: { en: 'English', fa: 'انگلیسی', az: 'İngilis' }, order: 1 },
      fa: { label: { en: 'Persian', fa: 'فارسی', az: 'Fars' }, order: 2 },
      az: { label: { en: 'Azerbaijani', fa: 'آذربایجانی', az: 'Azərbaycan' }, order: 3 },
    },
  },
  {
    name: 'core_calendar',
    label: { en: 'Calendar', fa: 'تقویم', az: 'Təqvim' },
    options: {
      gregory: { label: { en: 'Gregorian', fa: 'میلادی', az: 'Qriqorian' }, order: 1 },
      persian: {
        label: { en: 'Persian (Jalali)', fa: 'هجری شمسی', az: 'Fars (Cəlali)' },
        order: 2,
      },
    },
  },
  {
    name: 'core_theme',
    label: { en: 'Theme', fa: 'پوسته', az: 'Mövzu' },
    options: {
      system: { label: { en: 'As the device', fa: 'مانند دستگاه', az: 'Cihaz kimi' }, order: 1 },
      light: { label: { en: 'Light', fa: 'روشن', az: 'Açıq' }, order: 2 },
      dark: { label: { en: 'Dark', fa: 'تیره', az: 'Tünd' }, order: 3 },
    },
  },
]
