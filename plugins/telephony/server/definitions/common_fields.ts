import type { FieldDefinition } from '#core/metadata/types'
import { text } from './choices.js'
import { choice, day, instant, integer, lookup, textField } from './fields.js'

/** Fields that every entity filled by the PBX has. The names are those of `model/assembled.ts` in snake_case. */
export const siteAndKey = {
  site_id: lookup(text('Site', 'شعبه', 'Filial'), 'site', { required: true }),
  pbx_key: textField(text('PBX key', 'کلید سانترال', 'ATS açarı'), 400),
} satisfies Record<string, FieldDefinition>

/** The moment on the PBX's own clock, so that grouping needs no time-zone arithmetic. */
export const localMoment = {
  local_day: day(text('Day', 'روز', 'Gün')),
  local_hour: integer(text('Hour', 'ساعت', 'Saat')),
  local_weekday: integer(text('Weekday', 'روز هفته', 'Həftənin günü')),
} satisfies Record<string, FieldDefinition>

/** Fields of a part of a call. */
export const partOfCall = {
  ...siteAndKey,
  call_id: lookup(text('Call', 'تماس', 'Zəng'), 'call'),
  call_key: textField(text('Call key', 'کلید تماس', 'Zəng açarı'), 200),
} satisfies Record<string, FieldDefinition>

export const agentFields = {
  agent: textField(text('Agent', 'کارشناس', 'Operator'), 120, { searchable: true }),
  agent_name: textField(text('Agent name', 'نام کارشناس', 'Operatorun adı'), 120),
  agent_user: lookup(text('User', 'کاربر', 'İstifadəçi'), 'user'),
} satisfies Record<string, FieldDefinition>

export const direction = choice(text('Direction', 'جهت', 'İstiqamət'), 'telephony_direction')
export const startedAt = instant(text('Started', 'شروع', 'Başlanğıc'))
export const answeredAt = instant(text('Answered at', 'زمان پاسخ', 'Cavab vaxtı'))
export const endedAt = instant(text('Ended', 'پایان', 'Son'))

/** Finds a record by its natural key; the constraint that makes assembling twice harmless. */
export const naturalKey = { fields: ['site_id', 'pbx_key'], unique: true }
/** Parts may share a key only across calls (a recording's file name is repeated by no other call). */
export const partKey = { fields: ['site_id', 'call_key', 'pbx_key'], unique: true }
