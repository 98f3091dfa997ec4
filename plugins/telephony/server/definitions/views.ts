import type { LocalizedText, ViewDefinition } from '#core/metadata/types'
import type { Filter } from '#core/records/types'
import { text } from './choices.js'

const CALL_COLUMNS = [
  'started_at',
  'direction',
  'external_number',
  'contact',
  'first_queue',
  'agent_user',
  'agent',
  'outcome',
  'wait_seconds',
  'talk_seconds',
  'score',
  'case',
]

/** Feature codes and channels of programs are no conversations. */
const REAL_CALLS: Filter[] = [{ path: 'kind', op: 'eq', value: 'call' }]

function callView(name: string, label: LocalizedText, order: number, filter: Filter[] = []) {
  return {
    name,
    entity: 'call',
    label,
    order,
    columns: CALL_COLUMNS.map((path) => ({ path })),
    filter: { and: [...REAL_CALLS, ...filter] },
    sort: [{ path: 'started_at', direction: 'desc' }],
  } satisfies ViewDefinition
}

function plainView(entity: string, label: LocalizedText, columns: string[], newest?: string) {
  return {
    name: `telephony_${entity}_all`,
    entity,
    label,
    columns: columns.map((path) => ({ path })),
    ...(newest ? { sort: [{ path: newest, direction: 'desc' as const }] } : {}),
  } satisfies ViewDefinition
}

export const views: ViewDefinition[] = [
  callView('telephony_calls_all', text('All calls', 'همه تماس‌ها', 'Bütün zənglər'), 1),
  callView('telephony_calls_mine', text('My calls', 'تماس‌های من', 'Mənim zənglərim'), 2, [
    { path: 'agent_user', op: 'eq', value: { me: true } },
  ]),
  callView('telephony_calls_answered', text('Answered', 'پاسخ داده شده', 'Cavablandırılmış'), 3, [
    { path: 'answered', op: 'eq', value: true },
  ]),
  callView('telephony_calls_lost', text('Lost', 'از دست رفته', 'İtirilmiş'), 4, [
    { path: 'lost', op: 'is_not_empty' },
  ]),
  callView('telephony_calls_outbound', text('Outbound', 'خروجی', 'Çıxan'), 5, [
    { path: 'direction', op: 'eq', value: 'outbound' },
  ]),
  callView('telephony_calls_unlinked', text('Without customer', 'بدون مشتری', 'Müştərisiz'), 6, [
    { path: 'link_state', op: 'in', value: ['unlinked', 'ambiguous'] },
    { path: 'direction', op: 'ne', value: 'internal' },
  ]),
  plainView('queue', text('All queues', 'همه صف‌ها', 'Bütün növbələr'), [
    'name',
    'number',
    'site_id',
    'service_level_seconds',
  ]),
  plainView('extension', text('All extensions', 'همه داخلی‌ها', 'Bütün daxili nömrələr'), [
    'number',
    'name',
    'site_id',
    'user',
  ]),
  plainView(
    'agent_session',
    text('All sessions', 'همه حضورها', 'Bütün sessiyalar'),
    ['agent', 'queue', 'started_at', 'ended_at', 'duration_seconds'],
    'started_at'
  ),
  plainView(
    'agent_pause',
    text('All pauses', 'همه خروج‌ها از صف', 'Bütün fasilələr'),
    ['agent', 'reason', 'queue', 'started_at', 'ended_at', 'duration_seconds'],
    'started_at'
  ),
  plainView(
    'recording',
    text('All recordings', 'همه مکالمه‌های ضبط شده', 'Bütün səs yazıları'),
    ['file_name', 'call_id', 'queue', 'agent', 'started_at', 'audio_expected'],
    'started_at'
  ),
]
