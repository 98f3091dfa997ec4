import type { EntityDefinition } from '#core/metadata/types'
import { t } from '../text.js'

/** Work given to a user (its owner). */
export const task: EntityDefinition = {
  name: 'task',
  label: t('Task', 'وظیفه', 'Tapşırıq'),
  labelPlural: t('Tasks', 'وظایف', 'Tapşırıqlar'),
  icon: 'square-check-big',
  titleField: 'subject',
  subtitleFields: ['status', 'due_at'],
  fields: {
    subject: {
      type: 'text',
      label: t('Subject', 'عنوان', 'Başlıq'),
      maxLength: 250,
      required: true,
      searchable: true,
    },
    status: {
      type: 'choice',
      label: t('Status', 'وضعیت', 'Status'),
      choices: 'task_status',
      default: 'open',
      required: true,
      indexed: true,
    },
    priority: {
      type: 'choice',
      label: t('Priority', 'اولویت', 'Prioritet'),
      choices: 'case_priority',
      default: 'normal',
    },
    due_at: { type: 'datetime', label: t('Due', 'مهلت', 'Son tarix'), indexed: true },
    completed_at: {
      type: 'datetime',
      label: t('Completed', 'زمان انجام', 'Tamamlanma vaxtı'),
      readOnly: true,
    },
    regarding: {
      type: 'regarding',
      label: t('Regarding', 'مربوط به', 'Aiddir'),
      targets: ['contact', 'account', 'lead', 'case'],
    },
    description: { type: 'long_text', label: t('Description', 'شرح', 'Təsvir') },
  },
  timeline: { at: 'created_at', via: ['regarding'], kind: 'task' },
}
