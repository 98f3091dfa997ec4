import type { FieldAccessLevel, RoleDefinition } from '#core/metadata/types'

/** Everybody sees who colleagues are, nobody but an administrator how they sign in. */
const COLLEAGUES: RoleDefinition['entities'] = {
  user: { read: 'all' },
  unit: { read: 'all' },
  team: { read: 'all' },
}
const COLLEAGUE_FIELDS: Record<string, Record<string, FieldAccessLevel>> = {
  user: { login: 'none' },
}

/** A fresh copy for each role: definitions are plain data of their own. */
function person(
  role: Pick<RoleDefinition, 'name' | 'label'> & Partial<RoleDefinition>
): RoleDefinition {
  return {
    ...role,
    entities: { ...structuredClone(COLLEAGUES), ...role.entities },
    fields: { ...structuredClone(COLLEAGUE_FIELDS), ...role.fields },
    permissions: role.permissions ?? [],
  }
}

/**
 * The base roles. The core grants only what it knows itself; each plugin adds its entities and permissions to them by
 * declaring a role of the same name.
 */
export const coreRoles: RoleDefinition[] = [
  {
    name: 'administrator',
    label: { en: 'Administrator', fa: 'مدیر سیستم', az: 'İnzibatçı' },
    entities: {
      '*': {
        create: 'all',
        read: 'all',
        update: 'all',
        delete: 'all',
        assign: 'all',
        share: 'all',
        export: 'all',
        import: 'all',
      },
    },
    permissions: ['*'],
  },
  person({
    name: 'supervisor',
    label: { en: 'Supervisor', fa: 'سرپرست', az: 'Supervayzer' },
    entities: { workflow_instance: { read: 'unit' }, workflow_task: { read: 'unit' } },
    permissions: ['core.share_views', 'core.workflow.watch', 'core.workflow.start'],
  }),
  person({ name: 'agent', label: { en: 'Agent', fa: 'کارشناس', az: 'Operator' } }),
  person({ name: 'evaluator', label: { en: 'Evaluator', fa: 'ارزیاب', az: 'Qiymətləndirici' } }),
  person({
    name: 'consultant',
    label: { en: 'Consultant', fa: 'مشاور', az: 'Məsləhətçi' },
    entities: {
      unit: { create: 'all', read: 'all', update: 'all', delete: 'all' },
      team: { create: 'all', read: 'all', update: 'all', delete: 'all' },
      workflow_instance: { read: 'all' },
    },
    permissions: [
      'core.customise',
      'core.solutions.export',
      'core.solutions.import',
      'core.share_views',
      'core.admin.plugins',
      'core.admin.settings',
      'core.admin.units',
      'core.workflow.design',
      'core.workflow.watch',
      'core.workflow.start',
    ],
  }),
]
