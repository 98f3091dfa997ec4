import type { EntityDefinition, FieldDefinition, LocalizedText } from '#core/metadata/types'
import { text } from './text.js'

const given = { readOnly: true, audited: false } as const
const instant = (label: LocalizedText) =>
  ({ type: 'datetime', label, ...given }) satisfies FieldDefinition
const count = (label: LocalizedText) =>
  ({ type: 'integer', label, ...given }) satisfies FieldDefinition
const lookup = (label: LocalizedText, target: string) =>
  ({ type: 'lookup', label, target, indexed: true, ...given }) satisfies FieldDefinition
const words = (label: LocalizedText, maxLength: number) =>
  ({ type: 'text', label, maxLength, ...given }) satisfies FieldDefinition

/** One draw. It is written as a whole or not at all. */
export const run: EntityDefinition = {
  name: 'sampling_run',
  label: text('Sampling run', 'اجرای نمونه‌گیری', 'Seçmə icrası'),
  labelPlural: text('Sampling runs', 'اجراهای نمونه‌گیری', 'Seçmə icraları'),
  icon: 'history',
  titleField: 'key',
  systemManaged: true,
  listOrder: 'drawn_at',
  fields: {
    key: { ...words(text('Run', 'اجرا', 'İcra'), 100), unique: true, required: true },
    rule: lookup(text('Rule', 'قاعده', 'Qayda'), 'sampling_rule'),
    slot: instant(text('Due', 'نوبت', 'Növbə')),
    drawn_at: instant(text('Drawn', 'زمان انتخاب', 'Seçilib')),
    from: instant(text('Calls from', 'تماس‌ها از', 'Zənglər, başlanğıc')),
    to: instant(text('Calls to', 'تماس‌ها تا', 'Zənglər, son')),
    seed: words(text('Seed', 'بذر', 'Toxum'), 64),
    population: count(text('Eligible calls', 'تماس‌های واجد شرایط', 'Uyğun zənglər')),
    drawn: count(text('Drawn calls', 'تماس‌های انتخاب‌شده', 'Seçilmiş zənglər')),
    earlier: count(text('From before the period', 'از پیش از بازه', 'Dövrdən əvvəlki')),
    short_groups: count(text('Quotas not met', 'سهمیه‌های ناقص', 'Dolmayan kvotalar')),
    unassigned: count(text('Not assigned', 'واگذار نشده', 'Təyin edilməyib')),
    digest: words(text('Digest of all eligible calls', 'اثر انگشت تماس‌ها', 'Zənglərin izi'), 64),
  },
}

/** A drawn call, with what led to it. */
export const sample: EntityDefinition = {
  name: 'sample',
  label: text('Sample', 'نمونه', 'Nümunə'),
  labelPlural: text('Samples', 'نمونه‌ها', 'Nümunələr'),
  icon: 'target',
  titleField: 'agent_name',
  systemManaged: true,
  fields: {
    run: lookup(text('Run', 'اجرا', 'İcra'), 'sampling_run'),
    rule: lookup(text('Rule', 'قاعده', 'Qayda'), 'sampling_rule'),
    call: lookup(text('Call', 'تماس', 'Zəng'), 'call'),
    part: count(text('Part of the call', 'بخش تماس', 'Zəngin hissəsi')),
    agent: lookup(text('Agent', 'کارشناس', 'Operator'), 'user'),
    agent_name: words(text('Agent name', 'نام کارشناس', 'Operatorun adı'), 120),
    agent_key: words(text('Agent key', 'کلید کارشناس', 'Operator açarı'), 200),
    /** Keeps two rules from drawing the same at the same moment; empty where the rule may repeat. */
    claim: { ...words(text('Claim', 'تعلق', 'Mənsubiyyət'), 220), unique: true },
    group_name: words(text('Quota of', 'سهمیه', 'Kvota'), 200),
    stratum: words(text('Stratum', 'طبقه', 'Təbəqə'), 200),
    probability: {
      type: 'decimal',
      scale: 6,
      label: text('Probability', 'احتمال انتخاب', 'Seçilmə ehtimalı'),
      ...given,
    },
    /** Of before the period, in place of one that was missing. */
    earlier: {
      type: 'boolean',
      label: text('From before the period', 'از پیش از بازه', 'Dövrdən əvvəlki'),
      ...given,
    },
    evaluation: lookup(text('Evaluation', 'ارزیابی', 'Qiymətləndirmə'), 'evaluation'),
    unassigned: {
      type: 'choice',
      choices: 'qa_sampling_unassigned',
      label: text('Why not assigned', 'دلیل عدم واگذاری', 'Niyə təyin edilməyib'),
      ...given,
    },
  },
  indexes: { once: { fields: ['run', 'call', 'part'], unique: true } },
}
