import type { Language } from '#core/metadata/types'

export type CalendarName = 'persian' | 'gregory'

/** Month names from tables of our own: browsers differ in which of these languages they carry. */
export const MONTH_NAMES: Record<CalendarName, Record<Language, readonly string[]>> = {
  gregory: {
    en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
    fa: [
      'ژانویه',
      'فوریه',
      'مارس',
      'آوریل',
      'مه',
      'ژوئن',
      'ژوئیه',
      'اوت',
      'سپتامبر',
      'اکتبر',
      'نوامبر',
      'دسامبر',
    ],
    az: ['yan', 'fev', 'mar', 'apr', 'may', 'iyn', 'iyl', 'avq', 'sen', 'okt', 'noy', 'dek'],
  },
  persian: {
    en: [
      'Farvardin',
      'Ordibehesht',
      'Khordad',
      'Tir',
      'Mordad',
      'Shahrivar',
      'Mehr',
      'Aban',
      'Azar',
      'Dey',
      'Bahman',
      'Esfand',
    ],
    fa: [
      'فروردین',
      'اردیبهشت',
      'خرداد',
      'تیر',
      'مرداد',
      'شهریور',
      'مهر',
      'آبان',
      'آذر',
      'دی',
      'بهمن',
      'اسفند',
    ],
    az: [
      'fərvərdin',
      'ordibeheşt',
      'xordad',
      'tir',
      'mordad',
      'şəhrivər',
      'mehr',
      'aban',
      'azər',
      'dey',
      'bəhmən',
      'isfənd',
    ],
  },
}

/** Sunday first, as `Date#getDay` counts. */
export const WEEKDAY_NAMES: Record<Language, readonly string[]> = {
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  fa: ['یکشنبه', 'دوشنبه', 'سه‌شنبه', 'چهارشنبه', 'پنجشنبه', 'جمعه', 'شنبه'],
  az: ['bazar', 'bazar ertəsi', 'çərşənbə axşamı', 'çərşənbə', 'cümə axşamı', 'cümə', 'şənbə'],
}

/** The first day of the week (0 = Sunday): Saturday in Persian, Monday elsewhere. */
export function firstWeekday(language: Language): 0 | 1 | 6 {
  return language === 'fa' ? 6 : 1
}
