import type { EntityDefinition, FieldDefinition, LocalizedText } from '#core/metadata/types'
import { text } from './text.js'

const choice = (label: LocalizedText, choices: string, value: string): FieldDefinition => ({
  type: 'choice',
  label,
  choices: `qa_sampling_${choices}`,
  default: value,
  required: true,
})
const number = (label: LocalizedText, min: number, max: number): FieldDefinition => ({
  type: 'integer',
  label,
  min,
  max,
})
const flag = (label: LocalizedText, value: boolean): FieldDefinition => ({
  type: 'boolean',
  label,
  default: value,
})

/** What to pick, how many, how often, for whom. It sees the calls that its owner may see. */
export const rule: EntityDefinition = {
  name: 'sampling_rule',
  label: text('Sampling rule', 'قاعده نمونه‌گیری', 'Seçmə qaydası'),
  labelPlural: text('Sampling rules', 'قاعده‌های نمونه‌گیری', 'Seçmə qaydaları'),
  icon: 'dices',
  titleField: 'name',
  fields: {
    name: {
      type: 'text',
      label: text('Name', 'نام', 'Ad'),
      maxLength: 200,
      required: true,
      searchable: true,
    },
    active: { ...flag(text('Active', 'فعال', 'Aktiv'), false), indexed: true },
    every: choice(text('Repeats', 'تکرار', 'Təkrar'), 'every', 'day'),
    weekday: {
      type: 'choice',
      label: text('Weekday', 'روز هفته', 'Həftənin günü'),
      choices: 'qa_sampling_weekday',
    },
    month_day: number(text('Day of the month', 'روز ماه', 'Ayın günü'), 1, 31),
    at: {
      type: 'time',
      label: text('Time', 'ساعت اجرا', 'Vaxt'),
      default: '07:00',
      required: true,
    },
    working_days: flag(text('On working days', 'تنها روزهای کاری', 'İş günlərində'), true),
    period: choice(text('Calls of', 'تماس‌های', 'Hansı zənglər'), 'period', 'previous_day'),
    catch_up: choice(
      text('After downtime', 'پس از توقف سیستم', 'Fasilədən sonra'),
      'catch_up',
      'each'
    ),
    population: {
      type: 'json',
      label: text('Calls', 'تماس‌ها', 'Zənglər'),
      help: text(
        'A filter over the call, its customer and its case.',
        'شرطی روی تماس، مشتری و مورد آن.',
        'Zəng, müştərisi və müraciəti üzrə şərt.'
      ),
    },
    group_by: choice(
      text('Quota for each', 'سهمیه برای هر', 'Kvota hər biri üçün'),
      'group',
      'agent'
    ),
    quota: choice(text('Quota', 'سهمیه', 'Kvota'), 'quota', 'fixed'),
    quota_count: number(text('Number', 'تعداد', 'Say'), 1, 100_000),
    quota_percent: { type: 'percent', label: text('Percentage', 'درصد', 'Faiz'), min: 0, max: 100 },
    quota_min: number(text('At least', 'دست‌کم', 'Ən azı'), 1, 100_000),
    quota_max: number(text('At most', 'حداکثر', 'Ən çoxu'), 1, 100_000),
    on_shortfall: choice(
      text('Too few calls', 'کمبود تماس', 'Zəng azdırsa'),
      'shortfall',
      'report'
    ),
    widen_days: number(text('Days further back', 'چند روز پیش‌تر', 'Neçə gün geri'), 1, 31),
    stratum: choice(text('Balanced over', 'توازن بر پایه', 'Tarazlıq'), 'stratum', 'none'),
    agent_choice: choice(
      text('Of a transferred call', 'در تماس انتقالی', 'Yönləndirilmiş zəngdə'),
      'agent',
      'first'
    ),
    need_recording: flag(
      text('Only with a recording', 'تنها با مکالمه ضبط شده', 'Yalnız səs yazısı ilə'),
      true
    ),
    min_talk: {
      type: 'duration',
      label: text('Shortest talk', 'کمینه مدت مکالمه', 'Ən qısa danışıq'),
      min: 0,
    },
    allow_repeat: flag(
      text('Also calls drawn before', 'حتی تماس‌های پیش‌تر انتخاب‌شده', 'Əvvəl seçilmişlər də'),
      false
    ),
    form_name: {
      type: 'text',
      label: text('Evaluation form', 'فرم ارزیابی', 'Qiymətləndirmə forması'),
      maxLength: 64,
      help: text(
        'Empty: chosen for each call by the rules of forms.',
        'خالی: برای هر تماس با قاعده‌های انتخاب فرم.',
        'Boş: hər zəng üçün formaların seçim qaydaları ilə.'
      ),
    },
    assigning: choice(text('Evaluated by', 'ارزیابی توسط', 'Qiymətləndirən'), 'assigning', 'own'),
    evaluators: {
      type: 'many_to_many',
      target: 'user',
      label: text('Evaluators', 'ارزیاب‌ها', 'Qiymətləndiricilər'),
    },
    daily_cap: number(
      text('Most a day and evaluator', 'سقف روزانه هر ارزیاب', 'Qiymətləndirici üçün günlük hədd'),
      1,
      1_000
    ),
    due_days: {
      ...number(text('Days to evaluate', 'مهلت ارزیابی (روز)', 'Müddət (gün)'), 1, 365),
      default: 7,
    },
    last_slot: {
      type: 'datetime',
      label: text('Last due', 'آخرین نوبت', 'Son növbə'),
      readOnly: true,
      audited: false,
    },
  },
}
