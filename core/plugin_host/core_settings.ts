import type { LocalizedText } from '#core/metadata/types'
import type { SettingDeclaration } from '#core/plugin_host/types'

export const coreLabel: LocalizedText = {
  en: 'Mail, SMS and workflows',
  fa: 'رایانامه، پیامک و گردش‌کار',
  az: 'E-poçt, SMS və iş axınları',
}

/** Settings of the core itself, on a page like those of the plugins. */
export const coreSettings: Record<string, SettingDeclaration> = {
  mail_host: {
    type: 'text',
    default: '',
    maxLength: 255,
    label: { en: 'Mail server', fa: 'کارساز رایانامه', az: 'E-poçt serveri' },
    help: {
      en: 'Empty: no e-mail is sent.',
      fa: 'خالی: رایانامه‌ای فرستاده نمی‌شود.',
      az: 'Boşdursa: e-poçt göndərilmir.',
    },
  },
  mail_port: {
    type: 'integer',
    default: 587,
    min: 1,
    max: 65_535,
    label: { en: 'Port', fa: 'درگاه', az: 'Port' },
  },
  mail_security: {
    type: 'choice',
    default: 'starttls',
    label: { en: 'Encryption', fa: 'رمزنگاری', az: 'Şifrələmə' },
    options: {
      starttls: { en: 'STARTTLS (required)', fa: 'STARTTLS (الزامی)', az: 'STARTTLS (məcburi)' },
      tls: { en: 'TLS from the start', fa: 'TLS از آغاز', az: 'Əvvəldən TLS' },
      none: { en: 'None', fa: 'بدون رمزنگاری', az: 'Yoxdur' },
    },
  },
  mail_user: {
    type: 'text',
    default: '',
    maxLength: 255,
    label: {
      en: 'User of the mail server',
      fa: 'کاربر کارساز رایانامه',
      az: 'E-poçt istifadəçisi',
    },
  },
  mail_password: {
    type: 'secret',
    label: { en: 'Its password', fa: 'گذرواژه آن', az: 'Onun parolu' },
  },
  mail_from: {
    type: 'text',
    default: '',
    maxLength: 255,
    label: { en: 'Sender’s address', fa: 'نشانی فرستنده', az: 'Göndərənin ünvanı' },
  },
  sms_url: {
    type: 'text',
    default: '',
    maxLength: 1_000,
    label: {
      en: 'Address of the SMS provider',
      fa: 'نشانی سرویس پیامک',
      az: 'SMS provayderinin ünvanı',
    },
    help: {
      en: 'Its host must be among the permitted destinations. Empty: no SMS is sent.',
      fa: 'میزبان آن باید در مقصدهای مجاز باشد. خالی: پیامکی فرستاده نمی‌شود.',
      az: 'Hostu icazəli ünvanlar arasında olmalıdır. Boşdursa: SMS göndərilmir.',
    },
  },
  sms_body: {
    type: 'text',
    default: '{"to":"{to}","text":"{text}"}',
    maxLength: 2_000,
    label: { en: 'What it is sent (JSON)', fa: 'متن درخواست (JSON)', az: 'Sorğunun mətni (JSON)' },
    help: {
      en: '{to} and {text} are replaced.',
      fa: '{to} و {text} جایگزین می‌شوند.',
      az: '{to} və {text} əvəz olunur.',
    },
  },
  sms_token: {
    type: 'secret',
    label: {
      en: 'Access token of the provider',
      fa: 'کلید دسترسی سرویس',
      az: 'Provayderin giriş açarı',
    },
  },
  workflow_history_days: {
    type: 'integer',
    default: 365,
    min: 1,
    max: 36_500,
    label: {
      en: 'Keep ended workflow runs for (days)',
      fa: 'نگهداری اجراهای پایان‌یافته (روز)',
      az: 'Bitmiş icraları saxlamaq (gün)',
    },
  },
}
