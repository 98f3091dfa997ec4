import { list, text } from './text.js'

export const choiceLists = [
  list('qa_sampling_every', text('Repeats', 'تکرار', 'Təkrar'), [
    ['day', 'Daily', 'روزانه', 'Gündəlik'],
    ['week', 'Weekly', 'هفتگی', 'Həftəlik'],
    ['month', 'Monthly', 'ماهانه', 'Aylıq'],
  ]),
  list('qa_sampling_weekday', text('Weekday', 'روز هفته', 'Həftənin günü'), [
    ['6', 'Saturday', 'شنبه', 'Şənbə'],
    ['0', 'Sunday', 'یکشنبه', 'Bazar'],
    ['1', 'Monday', 'دوشنبه', 'Bazar ertəsi'],
    ['2', 'Tuesday', 'سه‌شنبه', 'Çərşənbə axşamı'],
    ['3', 'Wednesday', 'چهارشنبه', 'Çərşənbə'],
    ['4', 'Thursday', 'پنجشنبه', 'Cümə axşamı'],
    ['5', 'Friday', 'جمعه', 'Cümə'],
  ]),
  list('qa_sampling_period', text('Calls of', 'تماس‌های', 'Hansı zənglər'), [
    ['previous_day', 'The day before', 'روز پیش', 'Əvvəlki gün'],
    ['last_week', 'Last week', 'هفته گذشته', 'Keçən həftə'],
    ['last_month', 'Last month', 'ماه گذشته', 'Keçən ay'],
    ['since_last_run', 'Since the last run', 'از اجرای پیشین', 'Son icradan bəri'],
  ]),
  list('qa_sampling_catch_up', text('After downtime', 'پس از توقف سیستم', 'Fasilədən sonra'), [
    ['each', 'Make up for each run', 'اجرای همه نوبت‌ها', 'Hər icranı bərpa et'],
    ['latest', 'The last run only', 'تنها آخرین نوبت', 'Yalnız sonuncu'],
    ['skip', 'Leave out', 'چشم‌پوشی', 'Burax'],
  ]),
  list('qa_sampling_group', text('Quota for each', 'سهمیه برای هر', 'Kvota hər biri üçün'), [
    ['agent', 'Agent', 'کارشناس', 'Operator'],
    ['team', 'Team', 'تیم', 'Qrup'],
    ['unit', 'Unit', 'واحد', 'Bölmə'],
    ['queue', 'Queue', 'صف', 'Növbə'],
    ['total', 'All together', 'همه با هم', 'Hamısı birlikdə'],
  ]),
  list('qa_sampling_quota', text('Quota', 'سهمیه', 'Kvota'), [
    ['fixed', 'Number', 'تعداد', 'Say'],
    ['percent', 'Percentage', 'درصد', 'Faiz'],
  ]),
  list('qa_sampling_shortfall', text('Too few calls', 'کمبود تماس', 'Zəng azdırsa'), [
    ['report', 'Report it', 'تنها گزارش شود', 'Yalnız bildirilsin'],
    ['widen', 'Take earlier calls', 'استفاده از تماس‌های پیش‌تر', 'Əvvəlki zənglərdən götür'],
    ['fill', 'Take from the others', 'جبران از سهم دیگران', 'Başqalarından götür'],
  ]),
  list('qa_sampling_stratum', text('Balanced over', 'توازن بر پایه', 'Tarazlıq'), [
    ['none', 'Nothing', 'هیچ', 'Heç nə'],
    ['hour', 'Hour', 'ساعت', 'Saat'],
    ['weekday', 'Weekday', 'روز هفته', 'Həftənin günü'],
    ['queue', 'Queue', 'صف', 'Növbə'],
    ['topic', 'Topic', 'موضوع', 'Mövzu'],
    ['direction', 'Direction', 'جهت', 'İstiqamət'],
  ]),
  list(
    'qa_sampling_agent',
    text('Of a transferred call', 'در تماس انتقالی', 'Yönləndirilmiş zəngdə'),
    [
      ['first', 'The first agent', 'نخستین کارشناس', 'Birinci operator'],
      ['last', 'The last agent', 'آخرین کارشناس', 'Sonuncu operator'],
      ['longest', 'Who spoke longest', 'کارشناس با بیشترین مکالمه', 'Ən çox danışan'],
      ['every', 'Every agent', 'همه کارشناسان', 'Hər operator'],
    ]
  ),
  list('qa_sampling_assigning', text('Evaluated by', 'ارزیابی توسط', 'Qiymətləndirən'), [
    ['own', 'The agent’s evaluator', 'ارزیاب خود کارشناس', 'Operatorun qiymətləndiricisi'],
    ['round_robin', 'In turn', 'به نوبت', 'Növbə ilə'],
    ['least_loaded', 'Who has least to do', 'کم‌کارترین ارزیاب', 'Ən az yüklənmiş'],
  ]),
  list(
    'qa_sampling_unassigned',
    text('Why not assigned', 'دلیل عدم واگذاری', 'Niyə təyin edilməyib'),
    [
      ['no_evaluator', 'No evaluator', 'بدون ارزیاب', 'Qiymətləndirici yoxdur'],
      ['cap', 'Daily limit', 'سقف روزانه', 'Günlük hədd'],
    ]
  ),
]
