import type { Database } from '#core/database/database'
import { dialectOf, runRows } from '#core/database/dialect'
import type { EffectiveMetadata } from '#core/metadata/types'
import type { Metadata } from '#core/metadata/metadata'
import type { Records } from '#core/records/records'
import type { RecordRow, Reference } from '#core/records/types'
import type { Actor } from '#core/security/types'

const CALL_FIELDS = [
  'title',
  'direction',
  'kind',
  'state',
  'outcome',
  'lost',
  'started_at',
  'answered_at',
  'ended_at',
  'duration_seconds',
  'wait_seconds',
  'ring_seconds',
  'talk_seconds',
  'hold_seconds',
  'external_number',
  'caller_number',
  'caller_name',
  'dialled_number',
  'did',
  'trunk',
  'site_id',
  'first_queue',
  'last_queue',
  'ivr_choice',
  'exit_key',
  'agent',
  'agent_name',
  'agent_user',
  'hung_up_by',
  'hangup_cause',
  'score',
  'link_state',
  'contact',
  'account',
  'lead',
  'case',
]

const EMPTY_RECORDING_BYTES = 44

/** A call with its course, for its page. Everything is read through the record engine with the actor's rights. */
export class CallPage {
  readonly #dialect

  constructor(
    private readonly database: Database,
    private readonly metadata: Metadata,
    private readonly records: Records
  ) {
    this.#dialect = dialectOf(database.dialect)
  }

  /** @throws E_NOT_FOUND, also where the call is out of the actor's scope */
  async details(actor: Actor, id: number) {
    const call = await this.records.get(actor, 'call', id, {
      select: this.#readable(actor, 'call', CALL_FIELDS),
    })
    const [legs, attempts, transfers, recordings, candidates] = await Promise.all([
      this.#parts(actor, 'call_leg', id),
      this.#parts(actor, 'call_attempt', id),
      this.#parts(actor, 'call_transfer', id, 'at'),
      this.recordings(actor, id),
      this.candidates(actor, id),
    ])
    const queues = await this.#queueNames(refOf(call, 'site_id')?.id ?? null)
    const legIds = new Map(legs.map((leg) => [textOf(leg, 'pbx_key'), leg.id]))
    return {
      call: callFacts(call),
      legs: legs.map((leg) => legFacts(leg, queues)),
      attempts: attempts.map((attempt) => attemptFacts(attempt, legIds)),
      transfers: transfers.map((transfer) => transferFacts(transfer, queues)),
      recordings,
      candidates,
    }
  }

  /** The call's recordings; whether there is a sound is known after the first look at the file. */
  async recordings(actor: Actor, callId: number) {
    const rows = await this.#parts(actor, 'recording', callId)
    const files = await this.#files(rows.map((row) => row.id))
    return rows.map((row) => {
      const file = files.get(row.id)
      const empty =
        row.audio_expected === false || (file !== undefined && file.bytes <= EMPTY_RECORDING_BYTES)
      return {
        id: row.id,
        startedAt: textOf(row, 'started_at'),
        seconds: file?.seconds ?? null,
        state: empty ? ('empty' as const) : ('available' as const),
        fileName: textOf(row, 'file_name'),
      }
    })
  }

  /** Records that may be the customer: those of them that the actor may read. */
  async candidates(actor: Actor, callId: number) {
    const rows = await runRows<{
      entity: string
      record_id: number
      field: string
      number: string
    }>(this.database.read, {
      sql: 'select entity, record_id, field, number from telephony_call_candidate where call_id = ? order by id',
      bindings: [callId],
    })
    const found = []
    for (const row of rows) {
      const label = await this.#label(actor, row.entity, Number(row.record_id))
      if (label === undefined) continue
      const { entity, field, number } = row
      found.push({ entity, id: Number(row.record_id), label, field, number })
    }
    return found
  }

  async #label(actor: Actor, entity: string, id: number): Promise<string | null | undefined> {
    const definition = this.metadata.current().entity.get(entity)
    if (!definition || actor.access.depth(entity, 'read') === 'none') return undefined
    const { titleField } = definition
    const page = await this.records.query(actor, {
      entity,
      select: this.#readable(actor, entity, [titleField]),
      filter: { path: 'id', op: 'eq', value: id },
      limit: 1,
    })
    const row = page.rows[0]
    if (!row) return undefined
    const label = row[titleField]
    return typeof label === 'string' ? label : null
  }

  async #parts(actor: Actor, entity: string, callId: number, sort = 'started_at') {
    if (actor.access.depth(entity, 'read') === 'none') return []
    const page = await this.records.query(actor, {
      entity,
      filter: { path: 'call_id', op: 'eq', value: callId },
      sort: [{ path: sort, direction: 'asc' }],
      limit: 500,
    })
    return page.rows
  }

  #readable(actor: Actor, entity: string, fields: string[]): string[] {
    return fields.filter((field) => actor.access.field(entity, field) !== 'none')
  }

  async #queueNames(siteId: number | null): Promise<Map<string, string>> {
    if (siteId === null) return new Map()
    const rows: Array<{ number: string; name: string }> = await this.database
      .read('queue')
      .select('number', 'name')
      .where('site_id', siteId)
      .whereNull('deleted_at')
    return new Map(rows.map((row) => [row.number, row.name]))
  }

  async #files(ids: number[]): Promise<Map<number, { bytes: number; seconds: number | null }>> {
    if (ids.length === 0) return new Map()
    const rows = await runRows<{
      recording_id: number
      bytes: number | null
      peaks: string | null
    }>(this.database.read, {
      sql: `select recording_id, bytes, peaks from telephony_recording_file where ${this.#dialect.inJson('recording_id', 'integer')}`,
      bindings: [JSON.stringify(ids)],
    })
    return new Map(
      rows.map((row) => {
        const drawn = row.peaks ? (JSON.parse(row.peaks) as { seconds: number }) : null
        const bytes = row.bytes === null ? Number.POSITIVE_INFINITY : Number(row.bytes)
        return [Number(row.recording_id), { bytes, seconds: drawn?.seconds ?? null }]
      })
    )
  }
}

/** Fields that a call page may name; kept so that a test can compare them with the definition. */
export function callPageFields(metadata: EffectiveMetadata): string[] {
  const fields = metadata.entity.get('call')?.fields ?? {}
  return CALL_FIELDS.filter((name) => name in fields)
}

function callFacts(row: RecordRow) {
  return {
    id: row.id,
    title: textOf(row, 'title'),
    direction: textOf(row, 'direction'),
    kind: textOf(row, 'kind'),
    state: textOf(row, 'state'),
    outcome: textOf(row, 'outcome'),
    lost: textOrNull(row, 'lost'),
    startedAt: textOf(row, 'started_at'),
    answeredAt: textOrNull(row, 'answered_at'),
    endedAt: textOrNull(row, 'ended_at'),
    durationSeconds: numberOrNull(row, 'duration_seconds'),
    waitSeconds: numberOrNull(row, 'wait_seconds'),
    ringSeconds: numberOrNull(row, 'ring_seconds'),
    talkSeconds: numberOrNull(row, 'talk_seconds'),
    holdSeconds: numberOrNull(row, 'hold_seconds'),
    externalNumber: textOf(row, 'external_number'),
    callerNumber: textOf(row, 'caller_number'),
    callerName: textOf(row, 'caller_name'),
    dialledNumber: textOf(row, 'dialled_number'),
    did: textOf(row, 'did'),
    trunk: textOf(row, 'trunk'),
    site: refOf(row, 'site_id'),
    firstQueue: textOrNull(row, 'first_queue'),
    lastQueue: textOrNull(row, 'last_queue'),
    ivrChoice: textOrNull(row, 'ivr_choice'),
    exitKey: textOrNull(row, 'exit_key'),
    agent: refOf(row, 'agent_user'),
    agentName: textOrNull(row, 'agent_name'),
    extension: textOrNull(row, 'agent'),
    hungUpBy: textOrNull(row, 'hung_up_by'),
    hangupCause: numberOrNull(row, 'hangup_cause'),
    score: numberOrNull(row, 'score'),
    linkState: textOf(row, 'link_state'),
    contact: refOf(row, 'contact'),
    account: refOf(row, 'account'),
    lead: refOf(row, 'lead'),
    case: refOf(row, 'case'),
  }
}

function legFacts(row: RecordRow, queues: ReadonlyMap<string, string>) {
  const queue = textOrNull(row, 'queue')
  const name = queue === null ? null : (queues.get(queue) ?? queue)
  const agentName = textOrNull(row, 'agent_name')
  const isQueue = row.kind === 'queue'
  return {
    id: row.id,
    kind: textOf(row, 'kind'),
    label: (isQueue ? name : (agentName ?? textOrNull(row, 'agent'))) ?? '',
    queue,
    agentName,
    agent: refOf(row, 'agent_user'),
    extension: textOrNull(row, 'agent'),
    via: textOf(row, 'via'),
    startedAt: textOf(row, 'started_at'),
    answeredAt: textOrNull(row, 'answered_at'),
    endedAt: textOrNull(row, 'ended_at'),
    waitSeconds: numberOrNull(row, 'wait_seconds'),
    ringSeconds: numberOrNull(row, 'ring_seconds'),
    talkSeconds: numberOrNull(row, 'talk_seconds'),
    outcome: textOf(row, 'outcome'),
    endedBy: textOrNull(row, 'ended_by'),
    positionEntry: numberOrNull(row, 'position_entered'),
    positionLeave: numberOrNull(row, 'position_left'),
  }
}

function attemptFacts(row: RecordRow, legIds: ReadonlyMap<string, number>) {
  const milliseconds = numberOrNull(row, 'ring_ms')
  return {
    id: row.id,
    legId: legIds.get(textOf(row, 'leg_key')) ?? null,
    agentName: textOrNull(row, 'agent_name'),
    extension: textOrNull(row, 'agent'),
    startedAt: textOf(row, 'started_at'),
    endedAt: textOrNull(row, 'ended_at'),
    ringSeconds: milliseconds === null ? null : Math.round(milliseconds / 1000),
    outcome: textOf(row, 'result'),
  }
}

function transferFacts(row: RecordRow, queues: ReadonlyMap<string, string>) {
  const toQueue = textOrNull(row, 'to_queue')
  const target = textOrNull(row, 'target') ?? textOrNull(row, 'to_agent') ?? ''
  return {
    id: row.id,
    kind: textOf(row, 'kind'),
    at: textOf(row, 'at'),
    fromAgent: textOrNull(row, 'from_agent'),
    to: toQueue === null ? target : (queues.get(toQueue) ?? toQueue),
    toKind: toQueue === null ? 'agent' : 'queue',
    answered: row.answered === true,
  }
}

function textOrNull(row: RecordRow, field: string): string | null {
  const value = row[field]
  return typeof value === 'string' ? value : null
}

function textOf(row: RecordRow, field: string): string {
  return textOrNull(row, field) ?? ''
}

function numberOrNull(row: RecordRow, field: string): number | null {
  const value = row[field]
  return typeof value === 'number' ? value : null
}

function refOf(row: RecordRow, field: string): Reference | null {
  const value = row[field]
  if (typeof value !== 'object' || value === null || !('id' in value)) return null
  return value as Reference
}
