import { definePlugin } from '#core/plugin_host/define_plugin'
import './server/jobs/payloads.js'

/** Calls are scored by evaluators with forms of the form builder; agents see, accept or dispute what is published. */
export default definePlugin({
  name: 'call_evaluation',
  version: '1.0.0',
  label: { en: 'Call evaluation', fa: 'ارزیابی تماس', az: 'Zənglərin qiymətləndirilməsi' },
  description: {
    en: 'Scores of calls, their way from assignment to dispute, and how far evaluators agree.',
    fa: 'امتیازدهی تماس‌ها، مسیر ارزیابی از واگذاری تا اعتراض، و میزان توافق ارزیاب‌ها.',
    az: 'Zənglərin balları, təyinatdan etiraza qədər yolu və qiymətləndiricilərin uzlaşması.',
  },
  requires: { core: '^0.1.0 || ^1.0.0', plugins: { telephony: '^1.0.0' } },
  permissions: [
    {
      name: 'call_evaluation.assign',
      label: { en: 'Assign evaluations', fa: 'واگذاری ارزیابی', az: 'Qiymətləndirmə təyin etmək' },
    },
    {
      name: 'call_evaluation.publish',
      label: {
        en: 'Publish evaluations and decide disputes',
        fa: 'انتشار ارزیابی و رسیدگی به اعتراض',
        az: 'Qiymətləndirməni dərc etmək və etirazlara baxmaq',
      },
    },
    {
      name: 'call_evaluation.calibrate',
      label: { en: 'Hold calibrations', fa: 'برگزاری هم‌ترازی', az: 'Kalibrləmə keçirmək' },
    },
    {
      name: 'call_evaluation.severity',
      label: {
        en: 'See the severity of evaluators',
        fa: 'دیدن سخت‌گیری ارزیاب‌ها',
        az: 'Qiymətləndiricilərin sərtliyini görmək',
      },
    },
    {
      name: 'call_evaluation.coach',
      label: { en: 'Coach agents', fa: 'مربیگری کارشناسان', az: 'Operatorlara kouçinq etmək' },
    },
    {
      name: 'call_evaluation.customer_scores',
      label: {
        en: 'Send in customer scores',
        fa: 'ارسال امتیاز مشتری',
        az: 'Müştəri ballarını göndərmək',
      },
    },
  ],
  settings: {
    default_form: {
      type: 'text',
      default: 'call_evaluation_standard',
      maxLength: 64,
      label: {
        en: 'Form of calls that no rule of choice speaks of',
        fa: 'فرم تماس‌هایی که هیچ قاعده انتخابی درباره آن‌ها نیست',
        az: 'Heç bir seçim qaydasına düşməyən zənglərin forması',
      },
      help: {
        en: 'The permanent name of an evaluation form, as the form builder shows it.',
        fa: 'نام ثابت فرم ارزیابی، همان‌گونه که فرم‌ساز نشان می‌دهد.',
        az: 'Qiymətləndirmə formasının forma qurucusunda görünən daimi adı.',
      },
    },
  },
  definitions: () => import('./server/definitions/index.js'),
  register: () => import('./server/register.js'),
  hooks: () => import('./server/evaluations/evaluation_hooks.js'),
  routes: () => import('./server/routes.js'),
  jobs: () => import('./server/jobs/index.js'),
  migrations: './migrations',
  locales: './locales',
  workflows: './workflows',
  ui: './ui/index.ts',
})
