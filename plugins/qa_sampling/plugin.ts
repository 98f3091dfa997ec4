import { definePlugin } from '#core/plugin_host/define_plugin'
import './server/jobs/payloads.js'

/** Rules that pick calls at random, fairly and so that it can be proved, and give them to evaluators. */
export default definePlugin({
  name: 'qa_sampling',
  version: '1.0.0',
  label: { en: 'QA sampling', fa: 'نمونه‌گیری کیفیت', az: 'Keyfiyyət seçməsi' },
  description: {
    en: 'Sampling rules: which calls are evaluated, how many, how often and by whom.',
    fa: 'قاعده‌های نمونه‌گیری: کدام تماس‌ها، چند تا، هر چند وقت و توسط چه کسی ارزیابی شوند.',
    az: 'Seçmə qaydaları: hansı zənglər, nə qədər, nə vaxt və kim tərəfindən qiymətləndirilir.',
  },
  requires: {
    core: '^0.1.0 || ^1.0.0',
    plugins: { telephony: '^1.0.0', call_evaluation: '^1.0.0' },
  },
  permissions: [
    {
      name: 'qa_sampling.run',
      label: {
        en: 'Try and run sampling rules',
        fa: 'آزمایش و اجرای قاعده‌های نمونه‌گیری',
        az: 'Seçmə qaydalarını sınamaq və icra etmək',
      },
    },
  ],
  definitions: () => import('./server/definitions/index.js'),
  register: () => import('./server/register.js'),
  hooks: () => import('./server/rules/rule_hooks.js'),
  routes: () => import('./server/routes.js'),
  jobs: () => import('./server/jobs/index.js'),
  schedules: [{ name: 'qa_sampling.due', job: 'qa_sampling.due', payload: {}, everySeconds: 60 }],
  commands: () => import('./server/commands/index.js'),
  migrations: './migrations',
  locales: './locales',
  ui: './ui/index.ts',
})
