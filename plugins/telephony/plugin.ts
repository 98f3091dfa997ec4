import { definePlugin } from '#core/plugin_host/define_plugin'
import './server/jobs/payloads.js'

/** Calls of the banks' exchanges: copied, assembled, linked to customers, listed, played and measured. */
export default definePlugin({
  name: 'telephony',
  version: '1.0.0',
  label: { en: 'Telephony', fa: 'تلفن', az: 'Telefoniya' },
  description: {
    en: 'Calls, recordings and figures of the call centre, from its exchanges.',
    fa: 'تماس‌ها، مکالمه‌های ضبط‌شده و شاخص‌های مرکز تماس از سانترال‌ها.',
    az: 'Çağrı mərkəzinin zəngləri, səs yazıları və göstəriciləri ATS-lərdən.',
  },
  requires: { core: '^0.1.0 || ^1.0.0', plugins: { crm: '^1.0.0' } },
  permissions: [
    {
      name: 'telephony.listen',
      label: {
        en: 'Listen to recordings',
        fa: 'شنیدن مکالمه‌های ضبط‌شده',
        az: 'Səs yazılarını dinləmək',
      },
    },
    {
      name: 'telephony.download',
      label: {
        en: 'Download recordings',
        fa: 'دریافت مکالمه‌های ضبط‌شده',
        az: 'Səs yazılarını yükləmək',
      },
    },
    {
      name: 'telephony.sites',
      label: { en: 'Manage sites', fa: 'مدیریت شعبه‌ها', az: 'Filialları idarə etmək' },
    },
    {
      name: 'telephony.purge',
      label: {
        en: 'Delete old rows on the exchange',
        fa: 'حذف داده‌های قدیمی از سانترال',
        az: 'ATS-dən köhnə sətirləri silmək',
      },
    },
    {
      name: 'telephony.convert',
      label: {
        en: 'Make records from calls and link them',
        fa: 'ساخت رکورد از تماس و ارتباط آن',
        az: 'Zəngdən qeyd yaratmaq və əlaqələndirmək',
      },
    },
    {
      name: 'telephony.figures',
      label: { en: 'See figures', fa: 'دیدن شاخص‌ها', az: 'Göstəriciləri görmək' },
    },
  ],
  settings: {
    case_rule: {
      type: 'choice',
      default: 'only_open',
      label: {
        en: 'Link a call to the customer’s case',
        fa: 'ارتباط تماس با مورد مشتری',
        az: 'Zəngi müştərinin müraciəti ilə əlaqələndirmək',
      },
      options: {
        none: { en: 'Never', fa: 'هرگز', az: 'Heç vaxt' },
        only_open: {
          en: 'When exactly one is open',
          fa: 'اگر تنها یک مورد باز باشد',
          az: 'Yalnız bir açıq müraciət olduqda',
        },
        latest_open: {
          en: 'The newest open one',
          fa: 'تازه‌ترین مورد باز',
          az: 'Ən yeni açıq müraciət',
        },
      },
    },
    late_rows_hours: {
      type: 'integer',
      default: 24,
      min: 1,
      max: 720,
      label: {
        en: 'Look again at the last hours of the exchange’s tables',
        fa: 'بازخوانی ساعت‌های اخیر جدول‌های سانترال',
        az: 'ATS cədvəllərinin son saatlarını yenidən oxumaq',
      },
      help: {
        en: 'Rows that arrive later than this are found by a full run only.',
        fa: 'ردیف‌هایی که دیرتر از این برسند تنها در همگام‌سازی کامل پیدا می‌شوند.',
        az: 'Bundan gec gələn sətirlər yalnız tam sinxronizasiyada tapılır.',
      },
    },
    clock_skew_warning_seconds: {
      type: 'integer',
      default: 30,
      min: 1,
      max: 3600,
      label: {
        en: 'Warn when an exchange’s clock is off by (seconds)',
        fa: 'هشدار هنگام اختلاف ساعت سانترال (ثانیه)',
        az: 'ATS saatı fərqlənəndə xəbərdarlıq (saniyə)',
      },
    },
    purge_months: {
      type: 'integer',
      default: 3,
      min: 1,
      max: 120,
      label: {
        en: 'Keep rows on the exchange for (months)',
        fa: 'نگهداری ردیف‌ها در سانترال (ماه)',
        az: 'Sətirləri ATS-də saxlamaq (ay)',
      },
    },
    recording_cache_megabytes: {
      type: 'integer',
      default: 512,
      min: 0,
      max: 1_000_000,
      label: {
        en: 'Local copies of recordings, at most (MB)',
        fa: 'بیشینه رونوشت محلی مکالمه‌ها (مگابایت)',
        az: 'Səs yazılarının yerli nüsxələri, ən çox (MB)',
      },
    },
  },
  definitions: () => import('./server/definitions/index.js'),
  register: () => import('./server/register.js'),
  routes: () => import('./server/routes.js'),
  hooks: () => import('./server/linking/call_hooks.js'),
  jobs: () => import('./server/jobs/index.js'),
  schedules: [
    { name: 'telephony.sync_all', job: 'telephony.sync_all', payload: {}, everySeconds: 60 },
  ],
  listeners: () => import('./server/linking/listeners.js'),
  workflowTriggers: async () => ({
    default: (await import('./server/workflow/call_triggers.js')).callTriggers,
  }),
  commands: () => import('./server/commands/index.js'),
  migrations: './migrations',
  locales: './locales',
  workflows: './workflows',
  ui: './ui/index.ts',
})
