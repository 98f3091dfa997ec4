import type { EntityDefinition } from '#core/metadata/types'
import { text } from './choices.js'
import {
  agentFields,
  answeredAt,
  direction,
  endedAt,
  localMoment,
  naturalKey,
  siteAndKey,
  startedAt,
} from './common_fields.js'
import { choice, flag, integer, lookup, phoneText, seconds, textField } from './fields.js'

/** A call: one record whatever the number of channels, queues and transfers (TEL-4). */
export const call: EntityDefinition = {
  name: 'call',
  label: text('Call', 'تماس', 'Zəng'),
  labelPlural: text('Calls', 'تماس‌ها', 'Zənglər'),
  icon: 'phone',
  titleField: 'title',
  subtitleFields: ['started_at', 'outcome'],
  systemManaged: true,
  editableFields: ['topic', 'notes', 'contact', 'account', 'lead', 'case'],
  timeline: { at: 'started_at', via: ['contact', 'account', 'lead', 'case'], kind: 'call' },
  fields: {
    title: textField(text('Title', 'عنوان', 'Başlıq'), 200, { searchable: true }),
    ...siteAndKey,
    unique_id: textField(text('Unique id', 'شناسه یکتا', 'Unikal ID'), 64),
    kind: choice(text('Kind', 'نوع', 'Növ'), 'telephony_call_kind'),
    direction,
    state: choice(text('State', 'وضعیت', 'Vəziyyət'), 'telephony_call_state'),
    outcome: choice(text('Outcome', 'نتیجه', 'Nəticə'), 'telephony_outcome', { indexed: true }),
    answered: flag(text('Answered', 'پاسخ داده شده', 'Cavablandırılmış')),
    lost: choice(text('Lost', 'از دست رفته', 'İtirilmiş'), 'telephony_lost'),
    ignored: flag(text('Ignored', 'نادیده گرفته', 'Nəzərə alınmır')),
    click_to_call: flag(text('Click-to-call', 'تماس با کلیک', 'Kliklə zəng')),
    started_at: { ...startedAt, indexed: true },
    answered_at: answeredAt,
    ended_at: endedAt,
    duration_seconds: seconds(text('Duration', 'مدت', 'Müddət')),
    ring_seconds: seconds(text('Ring time', 'مدت زنگ', 'Zəng çalma müddəti')),
    wait_seconds: seconds(text('Wait time', 'زمان انتظار در صف', 'Gözləmə müddəti')),
    talk_seconds: seconds(text('Talk time', 'مدت مکالمه', 'Danışıq müddəti')),
    hold_seconds: seconds(text('Hold time', 'زمان انتظار حین مکالمه', 'Xətdə saxlama')),
    acw_seconds: seconds(text('After-call work', 'کار پس از تماس', 'Zəngdən sonrakı iş')),
    caller_number: phoneText(text('Caller', 'تماس‌گیرنده', 'Zəng edən'), { searchable: true }),
    caller_name: textField(text('Caller name', 'نام تماس‌گیرنده', 'Zəng edənin adı'), 120),
    dialled_number: phoneText(text('Dialled', 'شماره گرفته‌شده', 'Yığılmış nömrə'), {
      searchable: true,
    }),
    external_number: phoneText(text('Customer number', 'شماره مشتری', 'Müştəri nömrəsi'), {
      searchable: true,
    }),
    phone_e164: phoneText(text('Normalised number', 'شماره یکسان‌شده', 'Normallaşdırılmış nömrə'), {
      indexed: true,
    }),
    did: phoneText(text('Line', 'خط', 'Xətt')),
    trunk: textField(text('Trunk', 'ترانک', 'Trank'), 80),
    ivr_choice: textField(text('IVR choice', 'انتخاب تلفن گویا', 'IVR seçimi'), 40),
    ivr: flag(text('Met the IVR', 'عبور از تلفن گویا', 'IVR-dan keçib')),
    first_queue: textField(text('First queue', 'نخستین صف', 'İlk növbə'), 80),
    last_queue: textField(text('Last queue', 'آخرین صف', 'Son növbə'), 80),
    queue_count: integer(text('Queues entered', 'تعداد صف‌ها', 'Növbə sayı')),
    refused_count: integer(text('Refused by queues', 'رد شده توسط صف', 'Növbə rədləri')),
    ...agentFields,
    last_agent: textField(text('Last agent', 'آخرین کارشناس', 'Son operator'), 120),
    attempt_count: integer(text('Attempts', 'تعداد توزیع', 'Cəhdlər')),
    unanswered_attempts: integer(text('Unanswered attempts', 'توزیع بی‌پاسخ', 'Cavabsız cəhdlər')),
    transfer_count: integer(text('Transfers', 'انتقال‌ها', 'Yönləndirmələr')),
    hung_up_by: choice(text('Hung up by', 'قطع‌کننده', 'Bağlayan'), 'telephony_hung_up_by'),
    hangup_cause: integer(text('Hang-up cause', 'علت قطع', 'Bağlanma səbəbi')),
    score: integer(text('Customer score', 'امتیاز', 'Müştəri balı')),
    exit_key: textField(text('Exit key', 'کلید خروج', 'Çıxış düyməsi'), 10),
    recording_count: integer(text('Recordings', 'مکالمه‌های ضبط شده', 'Səs yazıları')),
    ...localMoment,
    link_state: choice(
      text('Link to customer', 'ارتباط با مشتری', 'Müştəri ilə əlaqə'),
      'telephony_link_state',
      { indexed: true }
    ),
    contact: { ...lookup(text('Contact', 'شخص', 'Şəxs'), 'contact'), ...byPeople() },
    account: { ...lookup(text('Account', 'شرکت', 'Şirkət'), 'account'), ...byPeople() },
    lead: { ...lookup(text('Lead', 'سرنخ', 'Potensial müştəri'), 'lead'), ...byPeople() },
    case: { ...lookup(text('Case', 'مورد قابل پیگیری', 'Müraciət'), 'case'), ...byPeople() },
    topic: { type: 'text', label: text('Topic', 'موضوع', 'Mövzu'), maxLength: 200 },
    notes: { type: 'long_text', label: text('Notes', 'یادداشت', 'Qeydlər') },
  },
  indexes: {
    natural_key: naturalKey,
    by_queue_and_time: { fields: ['first_queue', 'started_at'] },
    by_day: { fields: ['local_day'] },
    by_agent_and_time: { fields: ['agent_user', 'started_at'] },
  },
}

/** A link is made by the machine and may be changed by people, so its changes belong to the history. */
function byPeople() {
  return { readOnly: false, audited: true, onDelete: 'set_null' as const }
}
