import { definePlugin } from '#core/plugin_host/define_plugin'

export default definePlugin({
  name: 'demo',
  version: '1.0.0',
  label: { en: 'Demo bank', fa: 'بانک نمایشی', az: 'Nümunə bank' },
  description: {
    en: 'An invented bank: staff, customers, cases and a month of telephone calls.',
    fa: 'بانکی ساختگی: کارکنان، مشتریان، موردها و یک ماه تماس تلفنی.',
    az: 'Uydurma bank: işçilər, müştərilər, müraciətlər və bir aylıq telefon zəngləri.',
  },
  requires: {
    core: '^0.1.0 || ^1.0.0',
    plugins: { crm: '^1.0.0', telephony: '^1.0.0' },
  },
  register: () => import('./server/register.js'),
  commands: () => import('./server/commands/index.js'),
  migrations: './migrations',
  locales: './locales',
})
