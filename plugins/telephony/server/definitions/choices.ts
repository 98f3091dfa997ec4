import type { ChoiceListDefinition, ChoiceOption, LocalizedText } from '#core/metadata/types'

/** A text in the three languages, in the order of the glossary's columns. */
export function text(en: string, fa: string, az: string): LocalizedText {
  return { en, fa, az }
}

type Row = [value: string, en: string, fa: string, az: string, color?: ChoiceOption['color']]

function list(name: string, label: LocalizedText, rows: Row[]): ChoiceListDefinition {
  const options = rows.map(([value, en, fa, az, color], index): [string, ChoiceOption] => [
    value,
    { label: text(en, fa, az), order: index + 1, ...(color ? { color } : {}) },
  ])
  return { name, label, options: Object.fromEntries(options) }
}

/** Outcomes of a visit to a queue; a call's own outcomes hold these and some more. */
const QUEUE_OUTCOMES: Row[] = [
  ['open', 'In progress', 'در جریان', 'Davam edir', 'blue'],
  ['answered', 'Answered', 'پاسخ داده شده', 'Cavablandırılmış', 'green'],
  ['abandoned', 'Abandoned', 'رها شده', 'Tərk edilmiş', 'red'],
  ['timeout', 'Timed out', 'پایان مهلت انتظار', 'Vaxtı bitmiş', 'orange'],
  ['exit_key', 'Left by key', 'خروج با کلید', 'Düymə ilə çıxmış', 'yellow'],
  ['left_empty', 'Queue became empty', 'خالی شدن صف', 'Növbə boşalıb', 'orange'],
  ['full', 'Queue full', 'صف پر', 'Növbə dolu', 'orange'],
  ['join_empty', 'Nobody in queue', 'صف بدون کارشناس', 'Növbədə operator yoxdur', 'orange'],
  ['refused', 'Refused by queue', 'رد شده توسط صف', 'Növbə rədd edib', 'orange'],
  ['disconnected', 'Disconnected', 'قطع شده', 'Kəsilmiş', 'red'],
]

const CALL_OUTCOMES: Row[] = [
  ...QUEUE_OUTCOMES,
  ['ivr_abandoned', 'Hung up in IVR', 'قطع در تلفن گویا', 'IVR-da bağlanıb', 'yellow'],
  ['closed', 'Closed', 'تعطیل', 'Bağlı', 'neutral'],
  ['no_route', 'No such number', 'شماره نامعتبر', 'Belə nömrə yoxdur', 'neutral'],
  ['busy', 'Busy', 'اشغال', 'Məşğul', 'yellow'],
  ['no_answer', 'No answer', 'بدون پاسخ', 'Cavab yoxdur', 'yellow'],
  ['failed', 'Failed', 'ناموفق', 'Uğursuz', 'red'],
  ['cancelled', 'Cancelled', 'لغو شده', 'Ləğv edilmiş', 'neutral'],
  ['completed', 'Completed', 'انجام شده', 'Tamamlanmış', 'neutral'],
]

export const choiceLists: ChoiceListDefinition[] = [
  list('telephony_direction', text('Direction', 'جهت', 'İstiqamət'), [
    ['inbound', 'Inbound', 'ورودی', 'Daxil olan', 'blue'],
    ['outbound', 'Outbound', 'خروجی', 'Çıxan', 'teal'],
    ['internal', 'Internal', 'داخلی', 'Daxili', 'neutral'],
  ]),
  list('telephony_call_kind', text('Kind of call', 'نوع تماس', 'Zəngin növü'), [
    ['call', 'Call', 'تماس', 'Zəng'],
    ['feature', 'Feature code', 'کد عملیاتی', 'Xidməti kod'],
    ['service', 'Program', 'برنامه', 'Proqram'],
  ]),
  list('telephony_call_state', text('State', 'وضعیت', 'Vəziyyət'), [
    ['open', 'In progress', 'در جریان', 'Davam edir', 'blue'],
    ['ended', 'Ended', 'پایان یافته', 'Bitmiş', 'neutral'],
  ]),
  list('telephony_outcome', text('Outcome', 'نتیجه', 'Nəticə'), CALL_OUTCOMES),
  list('telephony_queue_outcome', text('Outcome', 'نتیجه', 'Nəticə'), QUEUE_OUTCOMES),
  list('telephony_lost', text('Lost', 'از دست رفته', 'İtirilmiş'), [
    ['abandoned', 'Abandoned', 'رها شده', 'Tərk edilmiş', 'red'],
    ['missed', 'Missed', 'بی‌پاسخ', 'Buraxılmış', 'orange'],
    ['disconnected', 'Disconnected', 'قطع شده', 'Kəsilmiş', 'red'],
  ]),
  list('telephony_hung_up_by', text('Hung up by', 'قطع‌کننده', 'Bağlayan'), [
    ['caller', 'Caller', 'تماس‌گیرنده', 'Zəng edən'],
    ['callee', 'Called party', 'پاسخ‌دهنده', 'Cavab verən'],
    ['system', 'System', 'سیستم', 'Sistem'],
  ]),
  list('telephony_leg_kind', text('Kind of leg', 'نوع مرحله', 'Mərhələnin növü'), [
    ['queue', 'Queue', 'صف', 'Növbə', 'teal'],
    ['agent', 'Agent', 'کارشناس', 'Operator', 'blue'],
  ]),
  list('telephony_via', text('Reached by', 'از طریق', 'Vasitəsilə'), [
    ['line', 'Line', 'خط', 'Xətt'],
    ['queue', 'Queue', 'صف', 'Növbə'],
    ['dial', 'Direct dialling', 'شماره‌گیری مستقیم', 'Birbaşa yığım'],
    ['transfer', 'Cold transfer', 'انتقال سرد', 'Soyuq yönləndirmə'],
    ['consult', 'Warm transfer', 'انتقال گرم', 'İsti yönləndirmə'],
    ['origin', 'Own phone', 'تلفن خود کارشناس', 'Öz telefonu'],
  ]),
  list('telephony_leg_end', text('Ended by', 'پایان با', 'Bitirən'), [
    ['caller', 'Caller', 'تماس‌گیرنده', 'Zəng edən'],
    ['callee', 'Called party', 'پاسخ‌دهنده', 'Cavab verən'],
    ['system', 'System', 'سیستم', 'Sistem'],
    ['blind_transfer', 'Cold transfer', 'انتقال سرد', 'Soyuq yönləndirmə'],
    ['attended_transfer', 'Warm transfer', 'انتقال گرم', 'İsti yönləndirmə'],
  ]),
  list('telephony_attempt_result', text('Result', 'نتیجه', 'Nəticə'), [
    ['answered', 'Answered', 'پاسخ داده شده', 'Cavablandırılmış', 'green'],
    ['rang_out', 'Not answered', 'بی‌پاسخ', 'Cavabsız', 'orange'],
    ['cancelled', 'Caller left', 'انصراف تماس‌گیرنده', 'Zəng edən imtina edib', 'neutral'],
    ['elsewhere', 'Answered elsewhere', 'پاسخ توسط دیگری', 'Başqası cavablayıb', 'neutral'],
    ['rejected', 'Rejected', 'رد شده', 'Rədd edilib', 'red'],
    ['ringing', 'Ringing', 'در حال زنگ', 'Zəng çalır', 'blue'],
  ]),
  list('telephony_transfer_kind', text('Kind of transfer', 'نوع انتقال', 'Yönləndirmə növü'), [
    ['blind', 'Cold', 'سرد', 'Soyuq'],
    ['attended', 'Warm', 'گرم', 'İsti'],
  ]),
  list('telephony_survey_source', text('Source', 'منبع', 'Mənbə'), [
    ['queue_log', 'Queue log', 'گزارش صف', 'Növbə jurnalı'],
    ['cdr', 'Call record', 'رکورد تماس', 'Zəng qeydi'],
  ]),
  list('telephony_link_state', text('Link to customer', 'ارتباط با مشتری', 'Müştəri ilə əlaqə'), [
    ['linked', 'Linked', 'مرتبط', 'Əlaqələndirilib', 'green'],
    ['ambiguous', 'Several matches', 'چند گزینه', 'Bir neçə uyğunluq', 'yellow'],
    ['unlinked', 'Not linked', 'بدون ارتباط', 'Əlaqəsiz', 'neutral'],
    ['manual', 'Linked by hand', 'ارتباط دستی', 'Əl ilə əlaqələndirilib', 'teal'],
    ['internal', 'No customer', 'بدون مشتری', 'Müştərisiz', 'neutral'],
  ]),
  list('telephony_provider', text('Provider', 'نوع سانترال', 'ATS növü'), [
    [
      'asterisk',
      'Asterisk / FreePBX / Issabel',
      'Asterisk / FreePBX / Issabel',
      'Asterisk / FreePBX / Issabel',
    ],
    ['recorded', 'Recorded data', 'داده ضبط‌شده', 'Yazılmış məlumat'],
  ]),
  list(
    'telephony_service_level',
    text('Service level formula', 'فرمول سطح سرویس', 'Xidmət səviyyəsi düsturu'),
    [
      [
        'answered_over_offered',
        'Answered in time ÷ offered',
        'پاسخ به‌موقع ÷ کل تماس‌ها',
        'Vaxtında cavab ÷ ümumi',
      ],
      [
        'answered_over_offered_less_short_abandons',
        'Answered in time ÷ (offered − short abandons)',
        'پاسخ به‌موقع ÷ (کل تماس‌ها − رهاشده‌های کوتاه)',
        'Vaxtında cavab ÷ (ümumi − qısa tərklər)',
      ],
      [
        'answered_plus_short_abandons_over_offered',
        '(Answered in time + short abandons) ÷ offered',
        '(پاسخ به‌موقع + رهاشده‌های کوتاه) ÷ کل تماس‌ها',
        '(Vaxtında cavab + qısa tərklər) ÷ ümumi',
      ],
    ]
  ),
]
