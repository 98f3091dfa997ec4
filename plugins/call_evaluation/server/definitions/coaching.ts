import { sectionElements } from '#core/forms/section_elements'
import type { EntityDefinition, FormDefinition } from '#core/metadata/types'
import { list, text } from './text.js'

const given = { readOnly: true } as const

/** What an agent is to get better at, and whether it worked: means of the criterion before and since. */
export const coaching: EntityDefinition = {
  name: 'coaching',
  label: text('Coaching', 'مربیگری', 'Kouçinq'),
  labelPlural: text('Coaching', 'مربیگری', 'Kouçinq'),
  icon: 'graduation-cap',
  titleField: 'title',
  subtitleFields: ['agent', 'state'],
  systemManaged: true,
  editableFields: ['goal', 'due_on', 'state', 'target_percent', 'coach_note', 'agent_note'],
  listOrder: 'began_at',
  fields: {
    title: {
      type: 'text',
      label: text('Title', 'عنوان', 'Başlıq'),
      maxLength: 250,
      searchable: true,
      ...given,
    },
    agent: {
      type: 'lookup',
      target: 'user',
      label: text('Agent', 'کارشناس', 'Operator'),
      required: true,
      indexed: true,
      ...given,
    },
    coach: {
      type: 'lookup',
      target: 'user',
      label: text('Coach', 'مربی', 'Kouç'),
      required: true,
      indexed: true,
      ...given,
    },
    state: {
      type: 'choice',
      choices: 'call_evaluation_coaching_state',
      default: 'open',
      label: text('State', 'وضعیت', 'Vəziyyət'),
      required: true,
      indexed: true,
    },
    due_on: { type: 'date', label: text('Due', 'مهلت', 'Son tarix') },
    goal: {
      type: 'long_text',
      label: text('Goal', 'هدف', 'Məqsəd'),
      maxLength: 4_000,
      required: true,
    },
    target_percent: {
      type: 'percent',
      min: 0,
      max: 100,
      label: text('Target', 'امتیاز هدف', 'Hədəf'),
      help: text(
        'The mean that the criterion should reach.',
        'میانگینی که این معیار باید به آن برسد.',
        'Meyarın çatmalı olduğu orta bal.'
      ),
    },
    form_name: {
      type: 'text',
      maxLength: 64,
      label: text('Evaluation form', 'فرم ارزیابی', 'Qiymətləndirmə forması'),
      required: true,
      ...given,
    },
    criterion: {
      type: 'text',
      maxLength: 64,
      label: text('Criterion', 'معیار', 'Meyar'),
      required: true,
      ...given,
    },
    before_mean: {
      type: 'percent',
      label: text('Mean before', 'میانگین پیش از مربیگری', 'Əvvəlki orta bal'),
      ...given,
    },
    before_count: {
      type: 'integer',
      label: text('Marks before', 'تعداد امتیازهای پیشین', 'Əvvəlki ballar'),
      ...given,
    },
    after_mean: {
      type: 'percent',
      label: text('Mean since', 'میانگین پس از مربیگری', 'Sonrakı orta bal'),
      ...given,
    },
    after_count: {
      type: 'integer',
      label: text('Marks since', 'تعداد امتیازهای پسین', 'Sonrakı ballar'),
      ...given,
    },
    began_at: { type: 'datetime', label: text('Began', 'آغاز', 'Başlayıb'), ...given },
    ended_at: { type: 'datetime', label: text('Ended', 'پایان', 'Bitib'), ...given },
    coach_note: {
      type: 'long_text',
      label: text('Coach’s notes', 'یادداشت مربی', 'Kouçun qeydləri'),
    },
    agent_note: {
      type: 'long_text',
      label: text('Agent’s notes', 'یادداشت کارشناس', 'Operatorun qeydləri'),
    },
  },
}

export const coachingStates = list(
  'call_evaluation_coaching_state',
  text('State', 'وضعیت', 'Vəziyyət'),
  [
    ['open', 'Open', 'باز', 'Açıq', 'blue'],
    ['in_progress', 'In progress', 'در حال انجام', 'Davam edir', 'teal'],
    ['done', 'Done', 'انجام شده', 'Tamamlanıb', 'green'],
    ['cancelled', 'Cancelled', 'لغو شده', 'Ləğv edilib', 'neutral'],
  ]
)

/** What people fill in; the figures stand in the plot above it. */
export const coachingForm: FormDefinition = {
  name: 'call_evaluation_coaching',
  entity: 'coaching',
  label: text('Coaching', 'مربیگری', 'Kouçinq'),
  kind: 'main',
  elements: sectionElements({
    plan: {
      label: text('Plan', 'برنامه', 'Plan'),
      columns: 2,
      fields: ['state', 'due_on', 'agent', 'coach', 'target_percent', 'goal'],
    },
    notes: {
      label: text('Notes', 'یادداشت‌ها', 'Qeydlər'),
      columns: 2,
      fields: ['coach_note', 'agent_note'],
    },
  }),
}
