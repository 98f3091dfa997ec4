import type { DuplicateRuleDefinition } from '#core/metadata/types'
import { t } from '../text.js'

const PERSON = { fields: ['first_name', 'last_name'], how: 'names', weight: 0.5 } as const
const EMAIL = { fields: ['email'], how: 'email', weight: 0.8 } as const

/** A name alone is worth a warning; in a search of everybody it needs something beside it. */
const WARN = 0.38
const LIST = 0.75

const contact: DuplicateRuleDefinition = {
  name: 'contact',
  entity: 'contact',
  label: t('The same person', 'یک شخص', 'Eyni şəxs'),
  parts: {
    national_id: { fields: ['national_id'], how: 'folded', weight: 0.95, against: 0.7 },
    phone: { fields: ['mobile', 'phone', 'work_phone'], how: 'phone', weight: 0.8 },
    email: { ...EMAIL, fields: ['email'] },
    name: { ...PERSON, fields: [...PERSON.fields] },
    birth_date: { fields: ['birth_date'], how: 'date', weight: 0.3, against: 0.3 },
    city: { fields: ['city'], how: 'folded', weight: 0.1 },
  },
  warn: WARN,
  list: LIST,
}

const account: DuplicateRuleDefinition = {
  name: 'account',
  entity: 'account',
  label: t('The same company', 'یک شرکت', 'Eyni şirkət'),
  parts: {
    legal_id: { fields: ['legal_id'], how: 'folded', weight: 0.95, against: 0.7 },
    phone: { fields: ['phone', 'other_phone'], how: 'phone', weight: 0.8 },
    email: { ...EMAIL, fields: ['email'] },
    name: { fields: ['name'], how: 'names', weight: 0.6 },
    city: { fields: ['city'], how: 'folded', weight: 0.2 },
  },
  warn: WARN,
  list: 0.6,
}

const lead: DuplicateRuleDefinition = {
  name: 'lead',
  entity: 'lead',
  label: t('The same lead', 'یک سرنخ', 'Eyni potensial müştəri'),
  parts: {
    phone: { fields: ['mobile', 'phone'], how: 'phone', weight: 0.8 },
    email: { ...EMAIL, fields: ['email'] },
    name: { ...PERSON, fields: [...PERSON.fields] },
    city: { fields: ['city'], how: 'folded', weight: 0.1 },
  },
  warn: WARN,
  list: LIST,
}

export const duplicateRules = [contact, account, lead]
