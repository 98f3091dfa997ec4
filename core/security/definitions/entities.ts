import type { EntityDefinition } from '#core/metadata/types'

const user: EntityDefinition = {
  name: 'user',
  table: 'users',
  label: { en: 'User', fa: 'کاربر', az: 'İstifadəçi' },
  labelPlural: { en: 'Users', fa: 'کاربران', az: 'İstifadəçilər' },
  icon: 'user-round',
  titleField: 'name',
  subtitleFields: ['email'],
  fields: {
    name: {
      type: 'text',
      maxLength: 120,
      required: true,
      searchable: true,
      label: { en: 'Name', fa: 'نام', az: 'Ad' },
    },
    login: {
      type: 'text',
      maxLength: 100,
      minLength: 2,
      required: true,
      unique: true,
      searchable: true,
      label: { en: 'Login', fa: 'نام کاربری', az: 'Giriş adı' },
    },
    email: {
      type: 'email',
      searchable: true,
      label: { en: 'E-mail', fa: 'رایانامه', az: 'E-poçt' },
    },
    unit: {
      type: 'lookup',
      target: 'unit',
      onDelete: 'restrict',
      label: { en: 'Unit', fa: 'واحد', az: 'Bölmə' },
    },
    language: {
      type: 'choice',
      choices: 'core_language',
      default: 'en',
      label: { en: 'Language', fa: 'زبان', az: 'Dil' },
    },
    calendar: {
      type: 'choice',
      choices: 'core_calendar',
      default: 'gregory',
      label: { en: 'Calendar', fa: 'تقویم', az: 'Təqvim' },
    },
    time_zone: {
      type: 'text',
      maxLength: 64,
      default: 'UTC',
      label: { en: 'Time zone', fa: 'منطقه زمانی', az: 'Saat qurşağı' },
    },
    theme: {
      type: 'choice',
      choices: 'core_theme',
      default: 'system',
      label: { en: 'Theme', fa: 'پوسته', az: 'Mövzu' },
    },
    active: {
      type: 'boolean',
      default: true,
      label: { en: 'Active', fa: 'فعال', az: 'Aktiv' },
    },
  },
}

const unit: EntityDefinition = {
  name: 'unit',
  table: 'units',
  label: { en: 'Unit', fa: 'واحد', az: 'Bölmə' },
  labelPlural: { en: 'Units', fa: 'واحدها', az: 'Bölmələr' },
  icon: 'network',
  titleField: 'name',
  subtitleFields: ['code'],
  fields: {
    name: {
      type: 'text',
      maxLength: 120,
      required: true,
      searchable: true,
      label: { en: 'Name', fa: 'نام', az: 'Ad' },
    },
    code: {
      type: 'text',
      maxLength: 40,
      unique: true,
      searchable: true,
      label: { en: 'Code', fa: 'کد', az: 'Kod' },
    },
    parent: {
      type: 'lookup',
      target: 'unit',
      onDelete: 'restrict',
      label: { en: 'Parent unit', fa: 'واحد بالادست', az: 'Üst bölmə' },
    },
  },
}

const team: EntityDefinition = {
  name: 'team',
  table: 'teams',
  label: { en: 'Team', fa: 'تیم', az: 'Qrup' },
  labelPlural: { en: 'Teams', fa: 'تیم‌ها', az: 'Qruplar' },
  icon: 'users-round',
  titleField: 'name',
  fields: {
    name: {
      type: 'text',
      maxLength: 120,
      required: true,
      searchable: true,
      label: { en: 'Name', fa: 'نام', az: 'Ad' },
    },
    active: {
      type: 'boolean',
      default: true,
      label: { en: 'Active', fa: 'فعال', az: 'Aktiv' },
    },
  },
}

export const coreEntities: EntityDefinition[] = [user, unit, team]
