import type { RoleDefinition, ViewDefinition } from '#core/metadata/types'
import type { DefinitionSet } from '#core/plugin_host/types'
import type { Filter } from '#core/records/types'
import type { LocalizedText } from '#core/metadata/types'
import { calibration, evaluation, evaluatorDuty } from './evaluation.js'
import { coaching, coachingForm, coachingStates } from './coaching.js'
import { customerScore } from './customer_score.js'
import { formChoice, formChoiceView } from './form_choice.js'
import { standardForm } from './forms.js'
import { list, text } from './text.js'

const choiceLists = [
  coachingStates,
  list('call_evaluation_state', text('State', 'وضعیت', 'Vəziyyət'), [
    ['assigned', 'Assigned', 'واگذار شده', 'Təyin edilib', 'neutral'],
    ['in_progress', 'In progress', 'در حال ارزیابی', 'Davam edir', 'blue'],
    ['done', 'Done', 'انجام شده', 'Tamamlanıb', 'teal'],
    ['published', 'Published', 'منتشر شده', 'Dərc edilib', 'green'],
    ['acknowledged', 'Acknowledged', 'پذیرفته شده', 'Qəbul edilib', 'green'],
    ['disputed', 'Disputed', 'مورد اعتراض', 'Etiraz edilib', 'orange'],
    ['upheld', 'Upheld', 'تأیید شده', 'Qüvvədə saxlanılıb', 'purple'],
    ['rescored', 'Scored anew', 'ارزیابی دوباره', 'Yenidən qiymətləndirilib', 'purple'],
  ]),
]

function evaluationView(name: string, label: LocalizedText, order: number, filter?: Filter) {
  const paths = ['title', 'agent_name', 'evaluator', 'state', 'score', 'due_at', 'assigned_at']
  return {
    name,
    entity: 'evaluation',
    label,
    order,
    columns: paths.map((path) => ({ path })),
    ...(filter ? { filter } : {}),
    sort: [{ path: 'assigned_at', direction: 'desc' }],
  } satisfies ViewDefinition
}

const views: ViewDefinition[] = [
  evaluationView(
    'call_evaluation_mine',
    text('My open evaluations', 'ارزیابی‌های باز من', 'Mənim açıq qiymətləndirmələrim'),
    1,
    {
      and: [
        { path: 'evaluator', op: 'eq', value: { me: true } },
        { path: 'state', op: 'in', value: ['assigned', 'in_progress'] },
      ],
    }
  ),
  evaluationView('call_evaluation_disputed', text('Disputed', 'مورد اعتراض', 'Etiraz edilib'), 2, {
    path: 'state',
    op: 'eq',
    value: 'disputed',
  }),
  evaluationView(
    'call_evaluation_all',
    text('All evaluations', 'همه ارزیابی‌ها', 'Bütün qiymətləndirmələr'),
    3
  ),
]

/**
 * An evaluator sees the own evaluations only, so that calibrations stay blind; an agent sees one when it is shared on publication.
 */
const roles: RoleDefinition[] = [
  {
    name: 'agent',
    label: text('Agent', 'کارشناس', 'Operator'),
    entities: {
      evaluation: { read: 'own' },
      customer_score: { read: 'own' },
      coaching: { read: 'own', update: 'own' },
    },
    fields: {
      coaching: {
        goal: 'read',
        due_on: 'read',
        state: 'read',
        target_percent: 'read',
        coach_note: 'none',
      },
    },
  },
  {
    name: 'evaluator',
    label: text('Evaluator', 'ارزیاب', 'Qiymətləndirici'),
    entities: { evaluation: { read: 'own', update: 'own' }, customer_score: { read: 'unit' } },
  },
  {
    name: 'supervisor',
    label: text('Supervisor', 'سرپرست', 'Supervayzer'),
    entities: {
      evaluation: { read: 'unit', update: 'unit', export: 'unit' },
      customer_score: { read: 'unit', export: 'unit' },
      coaching: { read: 'unit', update: 'unit', delete: 'unit', export: 'unit' },
      calibration: { read: 'all' },
      evaluator_duty: { create: 'unit', read: 'all', update: 'unit', delete: 'unit' },
      evaluation_form_choice: { create: 'all', read: 'all', update: 'all', delete: 'all' },
    },
    permissions: [
      'core.design_forms',
      'call_evaluation.assign',
      'call_evaluation.publish',
      'call_evaluation.calibrate',
      'call_evaluation.severity',
      'call_evaluation.coach',
    ],
  },
]

export default {
  entities: [evaluation, calibration, evaluatorDuty, formChoice, customerScore, coaching],
  choiceLists,
  views: [...views, formChoiceView],
  forms: [standardForm, coachingForm],
  roles,
} satisfies DefinitionSet
