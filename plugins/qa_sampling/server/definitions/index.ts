import { sectionElements } from '#core/forms/section_elements'
import type { FormDefinition, RoleDefinition, ViewDefinition } from '#core/metadata/types'
import type { DefinitionSet } from '#core/plugin_host/types'
import { choiceLists } from './choices.js'
import { rule } from './rule.js'
import { run, sample } from './run.js'
import { text } from './text.js'

const views: ViewDefinition[] = [
  {
    name: 'qa_sampling_rules_all',
    entity: 'sampling_rule',
    label: text('All rules', 'همه قاعده‌ها', 'Bütün qaydalar'),
    columns: ['name', 'active', 'every', 'group_by', 'quota_count', 'last_slot'].map((path) => ({
      path,
    })),
  },
  {
    name: 'qa_sampling_runs_all',
    entity: 'sampling_run',
    label: text('All runs', 'همه اجراها', 'Bütün icralar'),
    columns: ['rule', 'slot', 'population', 'drawn', 'short_groups', 'unassigned'].map((path) => ({
      path,
    })),
    sort: [{ path: 'drawn_at', direction: 'desc' }],
  },
  {
    name: 'qa_sampling_samples_all',
    entity: 'sample',
    label: text('All samples', 'همه نمونه‌ها', 'Bütün nümunələr'),
    columns: ['rule', 'call', 'agent_name', 'stratum', 'probability', 'evaluation'].map((path) => ({
      path,
    })),
  },
]

const forms: FormDefinition[] = [
  {
    name: 'qa_sampling_rule_main',
    entity: 'sampling_rule',
    label: text('Sampling rule', 'قاعده نمونه‌گیری', 'Seçmə qaydası'),
    kind: 'main',
    elements: sectionElements({
      rule: {
        label: text('Rule', 'قاعده', 'Qayda'),
        columns: 2,
        fields: ['name', 'active', 'population', 'need_recording', 'min_talk', 'allow_repeat'],
      },
      schedule: {
        label: text('When', 'زمان‌بندی', 'Nə vaxt'),
        columns: 3,
        fields: ['every', 'weekday', 'month_day', 'at', 'working_days', 'period', 'catch_up'],
      },
      number: {
        label: text('How many', 'چند تماس', 'Neçə'),
        columns: 3,
        fields: [
          'group_by',
          'quota',
          'quota_count',
          'quota_percent',
          'quota_min',
          'quota_max',
          'stratum',
          'on_shortfall',
          'widen_days',
          'agent_choice',
        ],
      },
      work: {
        label: text('Evaluation', 'ارزیابی', 'Qiymətləndirmə'),
        columns: 3,
        fields: ['form_name', 'assigning', 'evaluators', 'daily_cap', 'due_days'],
      },
    }),
  },
]

const roles: RoleDefinition[] = [
  {
    name: 'supervisor',
    label: text('Supervisor', 'سرپرست', 'Supervayzer'),
    entities: {
      sampling_rule: { create: 'unit', read: 'unit', update: 'own', delete: 'own' },
      sampling_run: { read: 'unit' },
      sample: { read: 'unit', export: 'unit' },
    },
    permissions: ['qa_sampling.run'],
  },
]

export default {
  entities: [rule, run, sample],
  choiceLists,
  views,
  forms,
  roles,
} satisfies DefinitionSet
