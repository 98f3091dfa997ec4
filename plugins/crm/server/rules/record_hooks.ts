import type { Metadata } from '#core/metadata/metadata'
import type { RecordHooks, WriteEvent } from '#core/records/hooks'
import type { PhoneIndex } from '../phones/phone_index.js'
import { caseInstants, classify, isEmpty } from './case_rules.js'
import { fullName, noteTitle, reachedAt } from './record_rules.js'

/** Only what is written as values needs rules: deleting and restoring change none. */
function writes(event: WriteEvent): boolean {
  return event.operation === 'create' || event.operation === 'update'
}

/** The name under which a person is shown, from its parts. */
export function nameHooks(entity: string): RecordHooks {
  return {
    entity,
    async beforeSave(event) {
      if (writes(event)) event.after.full_name = fullName(event.after)
    },
  }
}

export function caseHooks(metadata: Metadata): RecordHooks {
  return {
    entity: 'case',
    async beforeSave(event) {
      if (!writes(event)) return
      const given = new Set(event.changed)
      const { after } = event
      const list = metadata.current().choice_list.get('case_subcategory')
      if (list) Object.assign(event.after, classify(after, given, list))
      Object.assign(event.after, caseInstants(event.before, after, given, event.now.toISOString()))
    },
  }
}

export const taskHooks: RecordHooks = {
  entity: 'task',
  async beforeSave(event) {
    if (!writes(event)) return
    const { after } = event
    event.after.completed_at = reachedAt(
      after.status === 'done',
      after.completed_at,
      event.now.toISOString()
    )
  },
}

export const leadHooks: RecordHooks = {
  entity: 'lead',
  async beforeSave(event) {
    if (!writes(event)) return
    const { after } = event
    event.after.full_name = fullName(after)
    event.after.converted_at = reachedAt(
      after.status === 'converted',
      after.converted_at,
      event.now.toISOString()
    )
  },
}

export const noteHooks: RecordHooks = {
  entity: 'note',
  async beforeSave(event) {
    if (!writes(event)) return
    const { after } = event
    if (isEmpty(after.noted_at)) event.after.noted_at = event.now.toISOString()
    if (isEmpty(after.title)) event.after.title = noteTitle(String(after.text ?? ''))
  },
}

/** A call written down without its contact finds it by the number, where exactly one contact has it. */
export function phoneCallHooks(phones: PhoneIndex): RecordHooks {
  return {
    entity: 'phone_call',
    async beforeSave(event) {
      if (event.operation !== 'create') return
      const { after } = event
      if (isEmpty(after.started_at)) after.started_at = event.now.toISOString()
      if (isEmpty(after.subject)) after.subject = String(after.number ?? after.external_id ?? '')
      if (!isEmpty(after.contact) || typeof after.number !== 'string') return
      const number = phones.normalise(after.number)
      if (number === null) return
      const rows = await phones.rows([number], event.trx)
      const contacts = new Set(
        rows.filter((row) => row.entity === 'contact').map((row) => row.record_id)
      )
      const [only] = contacts
      if (only !== undefined && contacts.size === 1) after.contact = only
    },
  }
}
