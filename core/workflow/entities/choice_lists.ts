import type { ChoiceListDefinition } from '#core/metadata/types'

export const workflowChoiceLists: ChoiceListDefinition[] = [
  {
    name: 'workflow_status',
    label: { en: 'State of a workflow', fa: 'وضعیت گردش‌کار', az: 'İş axınının vəziyyəti' },
    options: {
      active: {
        label: { en: 'Running', fa: 'در جریان', az: 'Davam edir' },
        color: 'blue',
        order: 1,
      },
      suspended: {
        label: { en: 'Suspended', fa: 'متوقف', az: 'Dayandırılıb' },
        color: 'yellow',
        order: 2,
      },
      completed: {
        label: { en: 'Completed', fa: 'پایان‌یافته', az: 'Tamamlanıb' },
        color: 'green',
        order: 3,
      },
      terminated: {
        label: { en: 'Terminated', fa: 'خاتمه‌یافته', az: 'Xitam verilib' },
        color: 'neutral',
        order: 4,
      },
      cancelled: {
        label: { en: 'Cancelled', fa: 'لغو شده', az: 'Ləğv edilib' },
        color: 'neutral',
        order: 5,
      },
      failed: { label: { en: 'Failed', fa: 'ناموفق', az: 'Uğursuz' }, color: 'red', order: 6 },
    },
  },
  {
    name: 'workflow_task_status',
    label: { en: 'State of a task', fa: 'وضعیت وظیفه', az: 'Tapşırığın vəziyyəti' },
    options: {
      open: { label: { en: 'Open', fa: 'باز', az: 'Açıq' }, color: 'blue', order: 1 },
      completed: {
        label: { en: 'Done', fa: 'انجام‌شده', az: 'İcra edilib' },
        color: 'green',
        order: 2,
      },
      cancelled: {
        label: { en: 'No longer needed', fa: 'دیگر لازم نیست', az: 'Artıq lazım deyil' },
        color: 'neutral',
        order: 3,
      },
    },
  },
  {
    name: 'workflow_incident_status',
    label: { en: 'State of an incident', fa: 'وضعیت رخداد', az: 'İnsidentin vəziyyəti' },
    options: {
      open: { label: { en: 'Open', fa: 'باز', az: 'Açıq' }, color: 'red', order: 1 },
      resolved: {
        label: { en: 'Resolved', fa: 'برطرف‌شده', az: 'Həll edilib' },
        color: 'green',
        order: 2,
      },
    },
  },
]
