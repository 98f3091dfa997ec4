import type { EntityDefinition } from '#core/metadata/types'
import { text } from './choices.js'

/**
 * A PBX installation. What is needed to reach it (connection, secrets, recordings, rules) is not here but in
 * `telephony_site_settings`, behind the permission `telephony.sites`.
 */
export const site: EntityDefinition = {
  name: 'site',
  label: text('Site', 'شعبه', 'Filial'),
  labelPlural: text('Sites', 'شعبه‌ها', 'Filiallar'),
  icon: 'server',
  titleField: 'name',
  systemManaged: true,
  editableFields: [],
  fields: {
    name: {
      type: 'text',
      label: text('Name', 'نام', 'Ad'),
      maxLength: 120,
      required: true,
      unique: true,
      searchable: true,
    },
    provider: {
      type: 'choice',
      label: text('Provider', 'نوع سانترال', 'ATS növü'),
      choices: 'telephony_provider',
      required: true,
    },
    time_zone: {
      type: 'text',
      label: text('Time zone', 'منطقه زمانی', 'Saat qurşağı'),
      maxLength: 64,
      required: true,
    },
    active: { type: 'boolean', label: text('Active', 'فعال', 'Aktiv'), default: true },
  },
}

export const queue: EntityDefinition = {
  name: 'queue',
  label: text('Queue', 'صف', 'Növbə'),
  labelPlural: text('Queues', 'صف‌ها', 'Növbələr'),
  icon: 'list-ordered',
  titleField: 'name',
  subtitleFields: ['number'],
  fields: {
    site_id: {
      type: 'lookup',
      label: text('Site', 'شعبه', 'Filial'),
      target: 'site',
      required: true,
      indexed: true,
    },
    number: {
      type: 'text',
      label: text('Number on the PBX', 'شماره در سانترال', 'ATS-də nömrə'),
      maxLength: 80,
      required: true,
      searchable: true,
    },
    name: {
      type: 'text',
      label: text('Name', 'نام', 'Ad'),
      maxLength: 120,
      required: true,
      searchable: true,
    },
    service_level_seconds: {
      type: 'duration',
      label: text('Service level within', 'سطح سرویس در', 'Xidmət səviyyəsi həddi'),
      min: 0,
      max: 3600,
      default: 20,
    },
    service_level_formula: {
      type: 'choice',
      label: text('Service level formula', 'فرمول سطح سرویس', 'Xidmət səviyyəsi düsturu'),
      choices: 'telephony_service_level',
      default: 'answered_over_offered',
    },
  },
  indexes: { site_number: { fields: ['site_id', 'number'], unique: true } },
}

export const extension: EntityDefinition = {
  name: 'extension',
  label: text('Extension', 'داخلی', 'Daxili nömrə'),
  labelPlural: text('Extensions', 'داخلی‌ها', 'Daxili nömrələr'),
  icon: 'phone-call',
  titleField: 'number',
  subtitleFields: ['name'],
  fields: {
    site_id: {
      type: 'lookup',
      label: text('Site', 'شعبه', 'Filial'),
      target: 'site',
      required: true,
      indexed: true,
    },
    number: {
      type: 'text',
      label: text('Number', 'شماره', 'Nömrə'),
      maxLength: 40,
      required: true,
      searchable: true,
    },
    name: { type: 'text', label: text('Name', 'نام', 'Ad'), maxLength: 120, searchable: true },
    user: {
      type: 'lookup',
      label: text('User', 'کاربر', 'İstifadəçi'),
      target: 'user',
      indexed: true,
    },
    member_interface: {
      type: 'text',
      label: text('Queue member interface', 'رابط عضو صف', 'Növbə üzvünün interfeysi'),
      maxLength: 120,
    },
    member_name: {
      type: 'text',
      label: text('Queue member name', 'نام عضو صف', 'Növbə üzvünün adı'),
      maxLength: 120,
    },
  },
  indexes: { site_number: { fields: ['site_id', 'number'], unique: true } },
}
