import { sectionElements } from '#core/forms/section_elements'
import type { FormDefinition, ViewDefinition } from '#core/metadata/types'

export const coreViews: ViewDefinition[] = [
  {
    name: 'user_all',
    entity: 'user',
    label: { en: 'All users', fa: 'همه کاربران', az: 'Bütün istifadəçilər' },
    columns: [
      { path: 'name' },
      { path: 'login' },
      { path: 'email' },
      { path: 'unit' },
      { path: 'active' },
    ],
    sort: [{ path: 'name' }],
  },
  {
    name: 'unit_all',
    entity: 'unit',
    label: { en: 'All units', fa: 'همه واحدها', az: 'Bütün bölmələr' },
    columns: [{ path: 'name' }, { path: 'code' }, { path: 'parent' }],
    sort: [{ path: 'name' }],
  },
  {
    name: 'team_all',
    entity: 'team',
    label: { en: 'All teams', fa: 'همه تیم‌ها', az: 'Bütün qruplar' },
    columns: [{ path: 'name' }, { path: 'active' }],
    sort: [{ path: 'name' }],
  },
]

export const coreForms: FormDefinition[] = [
  {
    name: 'user_main',
    entity: 'user',
    kind: 'main',
    label: { en: 'User', fa: 'کاربر', az: 'İstifadəçi' },
    elements: sectionElements({
      person: {
        label: { en: 'Person', fa: 'شخص', az: 'Şəxs' },
        columns: 2,
        fields: ['name', 'login', 'email', 'unit', 'active'],
      },
      preferences: {
        label: { en: 'Preferences', fa: 'ترجیحات', az: 'Üstünlüklər' },
        columns: 2,
        fields: ['language', 'calendar', 'time_zone', 'theme'],
      },
    }),
  },
  {
    name: 'unit_main',
    entity: 'unit',
    kind: 'main',
    label: { en: 'Unit', fa: 'واحد', az: 'Bölmə' },
    elements: sectionElements({
      unit: {
        label: { en: 'Unit', fa: 'واحد', az: 'Bölmə' },
        columns: 2,
        fields: ['name', 'code', 'parent'],
      },
    }),
  },
  {
    name: 'team_main',
    entity: 'team',
    kind: 'main',
    label: { en: 'Team', fa: 'تیم', az: 'Qrup' },
    elements: sectionElements({
      team: {
        label: { en: 'Team', fa: 'تیم', az: 'Qrup' },
        columns: 2,
        fields: ['name', 'active'],
      },
    }),
  },
]
