import { sectionElements } from '#core/forms/section_elements'
import type { FormDefinition } from '#core/metadata/types'
import { text } from './choices.js'

export const forms: FormDefinition[] = [
  {
    name: 'telephony_call_main',
    entity: 'call',
    label: text('Call', 'تماس', 'Zəng'),
    kind: 'main',
    elements: sectionElements({
      customer: {
        label: text('Customer', 'مشتری', 'Müştəri'),
        columns: 2,
        fields: ['contact', 'account', 'lead', 'case', 'topic', 'link_state', 'notes'],
      },
      course: {
        label: text('Course of the call', 'روند تماس', 'Zəngin gedişi'),
        columns: 3,
        fields: [
          'started_at',
          'answered_at',
          'ended_at',
          'direction',
          'outcome',
          'hung_up_by',
          'wait_seconds',
          'ring_seconds',
          'talk_seconds',
          'first_queue',
          'last_queue',
          'agent_user',
          'agent',
          'last_agent',
          'attempt_count',
          'unanswered_attempts',
          'transfer_count',
          'score',
        ],
      },
      line: {
        label: text('Line', 'خط', 'Xətt'),
        columns: 3,
        fields: [
          'site_id',
          'did',
          'trunk',
          'caller_number',
          'caller_name',
          'dialled_number',
          'external_number',
          'ivr_choice',
          'exit_key',
          'hangup_cause',
          'unique_id',
          'recording_count',
        ],
      },
    }),
  },
  {
    name: 'telephony_queue_main',
    entity: 'queue',
    label: text('Queue', 'صف', 'Növbə'),
    kind: 'main',
    elements: sectionElements({
      main: {
        label: text('Queue', 'صف', 'Növbə'),
        columns: 2,
        fields: ['name', 'number', 'site_id', 'service_level_seconds', 'service_level_formula'],
      },
    }),
  },
  {
    name: 'telephony_extension_main',
    entity: 'extension',
    label: text('Extension', 'داخلی', 'Daxili nömrə'),
    kind: 'main',
    elements: sectionElements({
      main: {
        label: text('Extension', 'داخلی', 'Daxili nömrə'),
        columns: 2,
        fields: ['number', 'name', 'site_id', 'user', 'member_interface', 'member_name'],
      },
    }),
  },
]
