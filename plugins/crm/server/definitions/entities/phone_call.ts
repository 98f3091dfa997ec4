import type { EntityDefinition } from '#core/metadata/types'
import { t } from '../text.js'

/**
 * A telephone call as an activity: written down by a person, converted from a PBX call or imported from a call log. One
 * without a contact finds it by its number when it is created.
 */
export const phoneCall: EntityDefinition = {
  name: 'phone_call',
  label: t('Phone call', 'فعالیت تماس', 'Zəng fəaliyyəti'),
  labelPlural: t('Phone calls', 'فعالیت‌های تماس', 'Zəng fəaliyyətləri'),
  icon: 'phone-call',
  titleField: 'subject',
  subtitleFields: ['number', 'outcome'],
  fields: {
    subject: {
      type: 'text',
      label: t('Subject', 'عنوان', 'Başlıq'),
      maxLength: 250,
      searchable: true,
    },
    direction: {
      type: 'choice',
      label: t('Direction', 'جهت', 'İstiqamət'),
      choices: 'phone_call_direction',
      default: 'inbound',
    },
    number: { type: 'phone', label: t('Number', 'شماره', 'Nömrə'), searchable: true },
    outcome: {
      type: 'choice',
      label: t('Outcome', 'نتیجه', 'Nəticə'),
      choices: 'phone_call_outcome',
    },
    started_at: {
      type: 'datetime',
      label: t('Started', 'زمان شروع', 'Başlama vaxtı'),
      indexed: true,
    },
    duration: { type: 'duration', label: t('Talk time', 'مدت مکالمه', 'Danışıq müddəti'), min: 0 },
    agent_name: {
      type: 'text',
      label: t('Agent', 'کارشناس', 'Operator'),
      maxLength: 100,
      indexed: true,
    },
    line: { type: 'text', label: t('Line', 'خط', 'Xətt'), maxLength: 50 },
    queue: { type: 'text', label: t('Queue', 'صف', 'Növbə'), maxLength: 50 },
    contact: { type: 'lookup', label: t('Contact', 'شخص', 'Şəxs'), target: 'contact' },
    case: { type: 'lookup', label: t('Case', 'مورد قابل پیگیری', 'Müraciət'), target: 'case' },
    regarding: {
      type: 'regarding',
      label: t('Regarding', 'مربوط به', 'Aiddir'),
      targets: ['contact', 'account', 'lead', 'case'],
    },
    external_id: {
      type: 'text',
      label: t('External ID', 'شناسه بیرونی', 'Xarici identifikator'),
      maxLength: 100,
      indexed: true,
    },
    description: { type: 'long_text', label: t('Description', 'شرح', 'Təsvir') },
  },
  timeline: { at: 'started_at', via: ['contact', 'case', 'regarding'], kind: 'phone_call' },
}
