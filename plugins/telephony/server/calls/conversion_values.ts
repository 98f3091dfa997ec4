import type { Json } from '#core/metadata/types'
import type { RecordInput, RecordRow, RecordValue } from '#core/records/types'
import type { ConvertTarget } from './call_conversion.js'

/** The values of a new record made from a call. Pure. */
export function callInput(to: ConvertTarget, call: RecordRow): RecordInput {
  const number = textOf(call.external_number)
  const name = textOf(call.caller_name)
  const who = name || number || textOf(call.title)
  switch (to) {
    case 'contact':
    case 'lead':
      return withoutEmpty({ ...nameParts(who), ...phoneField(number) })
    case 'account':
      return withoutEmpty({ name: who, phone: number })
    case 'case':
      return withoutEmpty({
        title: textOf(call.topic) || textOf(call.title),
        topic: textOf(call.topic),
        channel: 'phone',
        opened_at: textOf(call.started_at),
        customer: idOf(call.contact),
        account: idOf(call.account),
        description: textOf(call.notes),
      })
    case 'phone_call':
      return withoutEmpty({
        subject: textOf(call.title),
        direction: textOf(call.direction) === 'outbound' ? 'outbound' : 'inbound',
        number,
        outcome: call.answered === true ? 'answered' : 'missed',
        started_at: textOf(call.started_at),
        duration: typeof call.talk_seconds === 'number' ? call.talk_seconds : null,
        agent_name: textOf(call.agent_name),
        line: textOf(call.did),
        queue: textOf(call.first_queue),
        contact: idOf(call.contact),
        case: idOf(call.case),
        description: textOf(call.notes),
      })
  }
}

/** The last word is the family name; a single word is one. */
function nameParts(text: string): { first_name: string; last_name: string } {
  const words = text.trim().split(/\s+/)
  const last = words.pop() ?? ''
  return { first_name: words.join(' '), last_name: last }
}

/** Mobile numbers of Iran and Azerbaijan go where such numbers belong. */
function phoneField(number: string): RecordInput {
  const mobile = /^(\+98|0098|0)?9\d{9}$/.test(number) || /^(\+994|00994|0)(5|7)\d{8}$/.test(number)
  return mobile ? { mobile: number } : { phone: number }
}

function withoutEmpty(input: Record<string, Json>): RecordInput {
  return Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== '' && value !== null)
  )
}

function textOf(value: RecordValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function idOf(value: RecordValue | undefined): number | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return typeof value.id === 'number' ? value.id : null
}
