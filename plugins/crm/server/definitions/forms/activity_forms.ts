import { t } from '../text.js'
import { mainForm, quickForm } from './form.js'

export const activityForms = [
  mainForm('task', {
    task: [
      t('Task', 'وظیفه', 'Tapşırıq'),
      2,
      ['subject', 'status', 'priority', 'due_at', 'regarding', 'completed_at'],
    ],
    more: [t('Description', 'شرح', 'Təsvir'), 1, ['description']],
  }),
  quickForm('task', ['subject', 'regarding', 'due_at', 'priority']),
  mainForm('note', {
    note: [
      t('Note', 'یادداشت', 'Qeyd'),
      1,
      ['title', 'text', 'regarding', 'noted_at', 'attachment'],
    ],
  }),
  quickForm('note', ['text', 'regarding']),
  mainForm('phone_call', {
    call: [
      t('Call', 'تماس', 'Zəng'),
      2,
      ['subject', 'direction', 'number', 'outcome', 'started_at', 'duration'],
    ],
    who: [
      t('Who and what', 'طرف‌ها و موضوع', 'Kim və nə haqqında'),
      2,
      ['contact', 'case', 'regarding', 'agent_name', 'line', 'queue', 'external_id'],
    ],
    more: [t('Description', 'شرح', 'Təsvir'), 1, ['description']],
  }),
  quickForm('phone_call', ['subject', 'direction', 'number', 'contact', 'outcome', 'description']),
]
