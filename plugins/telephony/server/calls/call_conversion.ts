import type { Database } from '#core/database/database'
import type { Records } from '#core/records/records'
import type { RecordRow } from '#core/records/types'
import { requirePermission } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'
import { E_VALIDATION } from '#core/errors/errors'
import { CUSTOMER_ENTITIES } from '../linking/link_decision.js'
import { callInput } from './conversion_values.js'

export const CONVERT_TARGETS = ['case', 'lead', 'contact', 'account', 'phone_call'] as const
export type ConvertTarget = (typeof CONVERT_TARGETS)[number]

const LINK_TARGETS = [...CUSTOMER_ENTITIES, 'case'] as const
type LinkTarget = (typeof LINK_TARGETS)[number]

const FIELDS = [
  'title',
  'direction',
  'outcome',
  'answered',
  'started_at',
  'talk_seconds',
  'external_number',
  'caller_name',
  'did',
  'first_queue',
  'agent_name',
  'topic',
  'notes',
  'contact',
  'account',
  'lead',
  'case',
]

/** Makes records out of calls, and says whose a call is. Everything goes through the record engine as the actor. */
export class CallConversion {
  constructor(
    private readonly database: Database,
    private readonly records: Records
  ) {}

  /**
   * Creates a record from a call, filled with what the call knows, and links the call to it; both or neither.
   * @throws E_FORBIDDEN, E_NOT_FOUND, and what creating the record throws
   */
  async convert(actor: Actor, origin: Origin, callId: number, to: ConvertTarget) {
    requirePermission(actor, 'telephony.convert')
    const call = await this.#call(actor, callId)
    const input = callInput(to, call)
    return this.database.transaction(async (trx) => {
      const made = await this.records.create(actor, origin, to, input, { trx })
      if (to !== 'phone_call') {
        await this.records.update(actor, origin, 'call', callId, { [to]: made.id }, { trx })
      }
      return { entity: to, id: made.id }
    })
  }

  /** Says which record a call belongs to; `recordId` null takes the link away. */
  async link(
    actor: Actor,
    origin: Origin,
    callId: number,
    entity: string,
    recordId: number | null
  ): Promise<RecordRow> {
    requirePermission(actor, 'telephony.convert')
    if (!isLinkTarget(entity)) {
      throw new E_VALIDATION({}, [{ path: 'entity', code: 'E_UNKNOWN_ENTITY' }])
    }
    return this.records.update(actor, origin, 'call', callId, { [entity]: recordId })
  }

  async #call(actor: Actor, id: number): Promise<RecordRow> {
    const select = FIELDS.filter((field) => actor.access.field('call', field) !== 'none')
    return this.records.get(actor, 'call', id, { select })
  }
}

function isLinkTarget(entity: string): entity is LinkTarget {
  return LINK_TARGETS.some((known) => known === entity)
}
