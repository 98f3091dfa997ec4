import type { EntityDefinition } from '#core/metadata/types'
import { text } from './choices.js'
import {
  agentFields,
  endedAt,
  localMoment,
  naturalKey,
  siteAndKey,
  startedAt,
} from './common_fields.js'
import { flag, seconds, textField } from './fields.js'

const queue = textField(text('Queue', 'صف', 'Növbə'), 80)
const duration = seconds(text('Duration', 'مدت', 'Müddət'))

export const agentSession: EntityDefinition = {
  name: 'agent_session',
  label: text('Session', 'حضور', 'Sessiya'),
  labelPlural: text('Sessions', 'حضورها', 'Sessiyalar'),
  icon: 'log-in',
  titleField: 'agent',
  systemManaged: true,
  fields: {
    ...siteAndKey,
    ...agentFields,
    agent_interface: textField(text('Interface', 'رابط', 'İnterfeys'), 120),
    queue,
    started_at: startedAt,
    ended_at: endedAt,
    duration_seconds: duration,
    ...localMoment,
  },
  indexes: { natural_key: naturalKey },
}

export const agentPause: EntityDefinition = {
  name: 'agent_pause',
  label: text('Pause', 'خروج از صف', 'Fasilə'),
  labelPlural: text('Pauses', 'خروج‌ها از صف', 'Fasilələr'),
  icon: 'pause',
  titleField: 'agent',
  systemManaged: true,
  fields: {
    ...siteAndKey,
    ...agentFields,
    queue,
    queues: textField(text('Queues', 'صف‌ها', 'Növbələr'), 400),
    reason: textField(text('Pause reason', 'دلیل خروج', 'Oflayn səbəbi'), 120),
    end_reason: textField(text('Reason at end', 'دلیل هنگام بازگشت', 'Qayıdış səbəbi'), 120),
    at_join: flag(text('Joined paused', 'ورود در حالت خروج', 'Fasilədə qoşulub')),
    started_at: startedAt,
    ended_at: endedAt,
    duration_seconds: duration,
    ...localMoment,
  },
  indexes: { natural_key: naturalKey },
}
