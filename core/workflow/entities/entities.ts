import type { EntityDefinition } from '#core/metadata/types'

/**
 * What people look at: instances, tasks and incidents are entities that only the engine writes, so that views, dashboards, row
 * scopes and exports work on them. The owner of an instance is who started it, of a task who has it. Their rows are written in bulk and
 * not one by one through the record engine: no field may be `searchable`, `indexed` text, computed or a link table.
 */
const instance: EntityDefinition = {
  name: 'workflow_instance',
  table: 'workflow_instances',
  label: { en: 'Workflow run', fa: 'اجرای گردش‌کار', az: 'İş axınının icrası' },
  labelPlural: { en: 'Workflow runs', fa: 'اجراهای گردش‌کار', az: 'İş axınlarının icraları' },
  icon: 'workflow',
  titleField: 'title',
  systemManaged: true,
  audited: false,
  fields: {
    title: { type: 'text', maxLength: 200, label: { en: 'Title', fa: 'عنوان', az: 'Başlıq' } },
    process: {
      type: 'text',
      maxLength: 64,
      label: { en: 'Process', fa: 'فرایند', az: 'Proses' },
    },
    process_version: { type: 'integer', label: { en: 'Version', fa: 'نسخه', az: 'Versiya' } },
    status: {
      type: 'choice',
      choices: 'workflow_status',
      label: { en: 'State', fa: 'وضعیت', az: 'Vəziyyət' },
    },
    incidents: {
      type: 'integer',
      label: { en: 'Open incidents', fa: 'رخدادهای باز', az: 'Açıq insidentlər' },
    },
    subject_entity: {
      type: 'text',
      maxLength: 64,
      label: { en: 'Kind of record', fa: 'نوع رکورد', az: 'Qeydin növü' },
    },
    subject_id: { type: 'integer', label: { en: 'Record', fa: 'رکورد', az: 'Qeyd' } },
    instance_key: {
      type: 'text',
      maxLength: 120,
      label: { en: 'Key', fa: 'کلید', az: 'Açar' },
    },
    ended_at: { type: 'datetime', label: { en: 'Ended', fa: 'پایان', az: 'Bitib' } },
    parent: {
      type: 'lookup',
      target: 'workflow_instance',
      label: { en: 'Called by', fa: 'فراخوانده از', az: 'Çağıran' },
    },
  },
  indexes: {
    by_process: { fields: ['process', 'status'] },
    by_subject: { fields: ['subject_entity', 'subject_id'] },
    by_key: { fields: ['instance_key'] },
  },
}

const task: EntityDefinition = {
  name: 'workflow_task',
  table: 'workflow_tasks',
  label: { en: 'Workflow task', fa: 'وظیفه گردش‌کار', az: 'İş axını tapşırığı' },
  labelPlural: {
    en: 'Workflow tasks',
    fa: 'وظایف گردش‌کار',
    az: 'İş axını tapşırıqları',
  },
  icon: 'clipboard-check',
  titleField: 'title',
  systemManaged: true,
  audited: false,
  fields: {
    title: { type: 'text', maxLength: 200, label: { en: 'Title', fa: 'عنوان', az: 'Başlıq' } },
    status: {
      type: 'choice',
      choices: 'workflow_task_status',
      label: { en: 'State', fa: 'وضعیت', az: 'Vəziyyət' },
    },
    assignee: {
      type: 'lookup',
      target: 'user',
      label: { en: 'Assigned to', fa: 'مسئول', az: 'İcraçı' },
    },
    priority: { type: 'integer', label: { en: 'Priority', fa: 'اولویت', az: 'Prioritet' } },
    due_at: { type: 'datetime', label: { en: 'Due', fa: 'موعد', az: 'Son müddət' } },
    process: {
      type: 'text',
      maxLength: 64,
      label: { en: 'Process', fa: 'فرایند', az: 'Proses' },
    },
    node: { type: 'text', maxLength: 120, label: { en: 'Step', fa: 'گام', az: 'Addım' } },
    wait: { type: 'text', maxLength: 16, label: { en: 'Wait', fa: 'انتظار', az: 'Gözləmə' } },
    instance: {
      type: 'lookup',
      target: 'workflow_instance',
      label: { en: 'Workflow run', fa: 'اجرای گردش‌کار', az: 'İş axınının icrası' },
    },
    subject_entity: {
      type: 'text',
      maxLength: 64,
      label: { en: 'Kind of record', fa: 'نوع رکورد', az: 'Qeydin növü' },
    },
    subject_id: { type: 'integer', label: { en: 'Record', fa: 'رکورد', az: 'Qeyd' } },
    completed_at: { type: 'datetime', label: { en: 'Done', fa: 'انجام', az: 'İcra vaxtı' } },
    completed_by: {
      type: 'lookup',
      target: 'user',
      label: { en: 'Done by', fa: 'انجام‌دهنده', az: 'İcra edən' },
    },
  },
  indexes: {
    by_assignee: { fields: ['assignee', 'status', 'due_at'] },
    by_status: { fields: ['status', 'due_at'] },
    by_subject: { fields: ['subject_entity', 'subject_id'] },
  },
}

const incident: EntityDefinition = {
  name: 'workflow_incident',
  table: 'workflow_incidents',
  label: { en: 'Workflow incident', fa: 'رخداد گردش‌کار', az: 'İş axını insidenti' },
  labelPlural: {
    en: 'Workflow incidents',
    fa: 'رخدادهای گردش‌کار',
    az: 'İş axını insidentləri',
  },
  icon: 'triangle-alert',
  titleField: 'code',
  systemManaged: true,
  audited: false,
  fields: {
    code: { type: 'text', maxLength: 120, label: { en: 'Code', fa: 'کد', az: 'Kod' } },
    status: {
      type: 'choice',
      choices: 'workflow_incident_status',
      label: { en: 'State', fa: 'وضعیت', az: 'Vəziyyət' },
    },
    params: { type: 'json', label: { en: 'Details', fa: 'جزئیات', az: 'Təfərrüatlar' } },
    process: {
      type: 'text',
      maxLength: 64,
      label: { en: 'Process', fa: 'فرایند', az: 'Proses' },
    },
    node: { type: 'text', maxLength: 120, label: { en: 'Step', fa: 'گام', az: 'Addım' } },
    token: { type: 'text', maxLength: 16, label: { en: 'Token', fa: 'توکن', az: 'Token' } },
    instance: {
      type: 'lookup',
      target: 'workflow_instance',
      label: { en: 'Workflow run', fa: 'اجرای گردش‌کار', az: 'İş axınının icrası' },
    },
    resolved_at: { type: 'datetime', label: { en: 'Resolved', fa: 'رفع', az: 'Həll vaxtı' } },
    resolved_by: {
      type: 'lookup',
      target: 'user',
      label: { en: 'Resolved by', fa: 'برطرف‌کننده', az: 'Həll edən' },
    },
  },
  indexes: { by_status: { fields: ['status', 'process'] } },
}

export const workflowEntities: EntityDefinition[] = [instance, task, incident]
