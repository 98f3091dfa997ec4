import type { EntityDefinition } from '#core/metadata/types'
import { text } from './choices.js'
import {
  agentFields,
  answeredAt,
  direction,
  endedAt,
  localMoment,
  partKey,
  partOfCall,
  startedAt,
} from './common_fields.js'
import { choice, flag, instant, integer, seconds, textField } from './fields.js'

const queue = textField(text('Queue', 'صف', 'Növbə'), 80)
const channel = textField(text('Channel', 'کانال', 'Kanal'), 120)
const via = choice(text('Reached by', 'از طریق', 'Vasitəsilə'), 'telephony_via')

export const callLeg: EntityDefinition = {
  name: 'call_leg',
  label: text('Leg', 'مرحله', 'Mərhələ'),
  labelPlural: text('Legs', 'مرحله‌ها', 'Mərhələlər'),
  icon: 'git-commit-horizontal',
  titleField: 'pbx_key',
  systemManaged: true,
  fields: {
    ...partOfCall,
    kind: choice(text('Kind', 'نوع', 'Növ'), 'telephony_leg_kind'),
    direction,
    ordinal: integer(text('Order', 'ترتیب', 'Sıra')),
    queue,
    parent_key: textField(text('Part of leg', 'بخشی از مرحله', 'Ana mərhələ'), 400),
    ...agentFields,
    agent_interface: textField(text('Interface', 'رابط', 'İnterfeys'), 120),
    channel,
    via,
    entered: flag(text('Entered', 'وارد شده', 'Daxil olub')),
    outcome: choice(text('Outcome', 'نتیجه', 'Nəticə'), 'telephony_queue_outcome'),
    lost: choice(text('Lost', 'از دست رفته', 'İtirilmiş'), 'telephony_lost'),
    ended_by: choice(text('Ended by', 'پایان با', 'Bitirən'), 'telephony_leg_end'),
    started_at: startedAt,
    answered_at: answeredAt,
    ended_at: endedAt,
    wait_seconds: seconds(text('Wait time', 'زمان انتظار در صف', 'Gözləmə müddəti')),
    ring_seconds: seconds(text('Ring time', 'مدت زنگ', 'Zəng çalma müddəti')),
    talk_seconds: seconds(text('Talk time', 'مدت مکالمه', 'Danışıq müddəti')),
    hold_seconds: seconds(text('Hold time', 'زمان انتظار حین مکالمه', 'Xətdə saxlama')),
    acw_seconds: seconds(text('After-call work', 'کار پس از تماس', 'Zəngdən sonrakı iş')),
    position_entered: integer(text('Position at entry', 'جایگاه هنگام ورود', 'Girişdə yer')),
    position_left: integer(text('Position at leaving', 'جایگاه هنگام خروج', 'Çıxışda yer')),
    exit_key: textField(text('Exit key', 'کلید خروج', 'Çıxış düyməsi'), 10),
    attempt_count: integer(text('Attempts', 'تعداد توزیع', 'Cəhdlər')),
    unanswered_attempts: integer(text('Unanswered attempts', 'توزیع بی‌پاسخ', 'Cavabsız cəhdlər')),
    reentry: flag(text('Came from another leg', 'ادامه مرحله دیگر', 'Başqa mərhələdən gəlib')),
    exact: flag(text('Exact times', 'زمان دقیق', 'Dəqiq vaxt')),
    ...localMoment,
  },
  indexes: {
    part_key: partKey,
    by_day: { fields: ['kind', 'local_day'] },
    by_queue_and_day: { fields: ['queue', 'local_day'] },
  },
}

export const callAttempt: EntityDefinition = {
  name: 'call_attempt',
  label: text('Attempt', 'توزیع', 'Cəhd'),
  labelPlural: text('Attempts', 'توزیع‌ها', 'Cəhdlər'),
  icon: 'bell-ring',
  titleField: 'agent',
  systemManaged: true,
  fields: {
    ...partOfCall,
    leg_key: textField(text('Leg', 'مرحله', 'Mərhələ'), 400),
    queue,
    ...agentFields,
    channel,
    result: choice(text('Result', 'نتیجه', 'Nəticə'), 'telephony_attempt_result'),
    started_at: startedAt,
    ended_at: endedAt,
    ring_ms: integer(text('Ringing (ms)', 'زنگ (میلی‌ثانیه)', 'Zəng çalma (ms)')),
    via,
    ...localMoment,
  },
  indexes: { part_key: partKey },
}

export const callTransfer: EntityDefinition = {
  name: 'call_transfer',
  label: text('Transfer', 'انتقال', 'Yönləndirmə'),
  labelPlural: text('Transfers', 'انتقال‌ها', 'Yönləndirmələr'),
  icon: 'phone-forwarded',
  titleField: 'target',
  systemManaged: true,
  fields: {
    ...partOfCall,
    kind: choice(text('Kind', 'نوع', 'Növ'), 'telephony_transfer_kind'),
    at: instant(text('At', 'زمان', 'Vaxt')),
    from_agent: textField(text('From agent', 'از کارشناس', 'Operatordan'), 120),
    from_queue: textField(text('From queue', 'از صف', 'Növbədən'), 80),
    leg_key: textField(text('Leg', 'مرحله', 'Mərhələ'), 400),
    target: textField(text('To', 'به', 'Hara'), 80),
    target_context: textField(text('Context', 'زمینه', 'Kontekst'), 80),
    to_queue: textField(text('To queue', 'به صف', 'Növbəyə'), 80),
    to_agent: textField(text('To agent', 'به کارشناس', 'Operatora'), 120),
    answered: flag(text('Answered', 'پاسخ داده شده', 'Cavablandırılmış')),
    ...localMoment,
  },
  indexes: { part_key: partKey },
}

export const recording: EntityDefinition = {
  name: 'recording',
  label: text('Recording', 'مکالمه ضبط شده', 'Səs yazısı'),
  labelPlural: text('Recordings', 'مکالمه‌های ضبط شده', 'Səs yazıları'),
  icon: 'audio-lines',
  titleField: 'file_name',
  systemManaged: true,
  fields: {
    ...partOfCall,
    file_name: textField(text('File', 'پرونده', 'Fayl'), 255, { searchable: true }),
    path: textField(text('Path', 'مسیر', 'Yol'), 400),
    unique_id: textField(text('Unique id', 'شناسه یکتا', 'Unikal ID'), 64),
    started_at: startedAt,
    queue,
    ...agentFields,
    audio_expected: flag(text('Sound expected', 'دارای صدا', 'Səs gözlənilir')),
    ...localMoment,
  },
  indexes: { part_key: partKey },
}

export const surveyMark: EntityDefinition = {
  name: 'survey_mark',
  label: text('Customer score', 'امتیاز', 'Müştəri balı'),
  labelPlural: text('Customer scores', 'امتیازها', 'Müştəri balları'),
  icon: 'star',
  titleField: 'pbx_key',
  systemManaged: true,
  fields: {
    ...partOfCall,
    queue,
    ...agentFields,
    score: integer(text('Score', 'امتیاز', 'Bal')),
    at: instant(text('At', 'زمان', 'Vaxt')),
    source: choice(text('Source', 'منبع', 'Mənbə'), 'telephony_survey_source'),
    ...localMoment,
  },
  indexes: { part_key: partKey },
}
