import { definePlugin } from '#core/plugin_host/define_plugin'

export default definePlugin({
  name: 'crm',
  version: '1.0.0',
  label: { en: 'CRM', fa: 'مدیریت ارتباط با مشتری', az: 'CRM' },
  description: {
    en: 'Contacts, accounts, leads, cases, tasks, notes and phone calls.',
    fa: 'اشخاص، شرکت‌ها، سرنخ‌ها، موردهای قابل پیگیری، وظایف، یادداشت‌ها و فعالیت‌های تماس.',
    az: 'Şəxslər, şirkətlər, potensial müştərilər, müraciətlər, tapşırıqlar, qeydlər və zənglər.',
  },
  requires: { core: '^0.1.0 || ^1.0.0' },
  settings: {
    phone_region: {
      type: 'text',
      default: 'IR',
      pattern: '^[A-Z]{2}$',
      label: {
        en: 'Country of phone numbers',
        fa: 'کشور شماره‌های تلفن',
        az: 'Telefon nömrələrinin ölkəsi',
      },
      help: {
        en: 'Two-letter code of the country to which numbers without a country code belong. The phone index is made anew after a change.',
        fa: 'کد دوحرفی کشوری که شماره‌های بدون پیش‌شماره کشور به آن تعلق دارند. پس از تغییر، نمایه تلفن بازسازی می‌شود.',
        az: 'Ölkə kodu olmayan nömrələrin aid olduğu ölkənin iki hərfli kodu. Dəyişiklikdən sonra telefon indeksi yenidən qurulur.',
      },
    },
  },
  definitions: () => import('./server/definitions/index.js'),
  register: () => import('./server/register.js'),
  hooks: () => import('./server/hooks.js'),
  routes: () => import('./server/routes.js'),
  jobs: () => import('./server/jobs/index.js'),
  listeners: () => import('./server/listeners/index.js'),
  commands: () => import('./server/commands/index.js'),
  migrations: './migrations',
  locales: './locales',
  workflows: './workflows',
})
