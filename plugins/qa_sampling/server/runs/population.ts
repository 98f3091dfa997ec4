import type { Database } from '#core/database/database'
import type { Interval } from '#core/records/query/periods'
import type { Records } from '#core/records/records'
import type { Filter, RecordRow } from '#core/records/types'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import type { Actor } from '#core/security/types'
import type { Traits } from '../kernel/certificate.js'
import type { Unit } from '../kernel/draw.js'
import type { AgentChoice, RulePlan } from '../rules/rule_plan.js'
import { referenced } from '../rules/rules.js'

/** An agent's part in a call, and what is drawn. */
export interface Candidate {
  unit: Unit
  call: number
  part: number
  title: string
  agent: number | null
  agentName: string
  agentKey: string
  traits: Traits
}

/** One agent of a call. */
interface Speaker {
  agent: number | null
  name: string
  key: string
  unit: number | null
  talk: number
}

/** Parts of a call at most: its number and the part's make one number. */
const PARTS = 64

const FIELDS = [
  'title',
  'site_id',
  'agent',
  'agent_name',
  'agent_user',
  'first_queue',
  'local_hour',
  'direction',
  'topic',
  'talk_seconds',
  'recording_count',
]
const LEG_FIELDS = ['call_id', 'site_id', 'agent', 'agent_name', 'agent_user', 'talk_seconds']

export const callOf = (unit: number): number => Math.floor(unit / PARTS)
export const unitOf = (call: number, part: number): number => call * PARTS + part

/** Calls that a rule looks at: answered conversations that fit its filter, in a period or at any time. */
export function populationFilter({ population }: RulePlan, period: Interval | null): Filter {
  const all: Filter[] = [
    { path: 'kind', op: 'eq', value: 'call' },
    { path: 'answered', op: 'eq', value: true },
  ]
  if (period) {
    all.push({ path: 'started_at', op: 'ge', value: period.from.toISOString() })
    all.push({ path: 'started_at', op: 'lt', value: period.to.toISOString() })
  }
  if (population) all.push(population)
  return { and: all }
}

/** The calls a rule can draw from, page by page. Bound as a singleton. */
export class Population {
  readonly #database: Database
  readonly #records: Records

  constructor(database: Database, records: Records) {
    this.#database = database
    this.#records = records
  }

  /** In the scope of `actor`. */
  async *stream(actor: Actor, plan: RulePlan, period: Interval): AsyncGenerator<Candidate[]> {
    const filter = populationFilter(plan, period)
    const sort = [{ path: 'started_at' }]
    const query = { entity: 'call', select: FIELDS, filter, sort }
    for await (const page of this.#records.stream(actor, query)) {
      yield this.#candidates(plan, page)
    }
  }

  /** Those of the units, once more, with what `actor` may know of them. */
  async byUnit(
    actor: Actor,
    plan: RulePlan,
    units: readonly number[]
  ): Promise<Map<number, Candidate>> {
    const found = new Map<number, Candidate>()
    const calls = [...new Set(units.map(callOf))]
    for (let from = 0; from < calls.length; from += 500) {
      const filter: Filter = { path: 'id', op: 'in', value: calls.slice(from, from + 500) }
      const query = { entity: 'call', select: FIELDS, filter, limit: 500 }
      const { rows } = await this.#records.query(actor, query)
      for (const each of await this.#candidates(plan, rows)) found.set(each.unit.id, each)
    }
    return found
  }

  async #candidates(plan: RulePlan, page: readonly RecordRow[]): Promise<Candidate[]> {
    const ids = page.map(({ id }) => id)
    const legs = plan.agentChoice === 'first' ? null : await this.#legs(ids)
    const taken = plan.allowRepeat ? null : await this.#taken(ids)
    const units = plan.groupBy === 'unit' ? await this.#unitsOf(page, legs) : null
    return page.flatMap((row) => {
      const own = legs?.get(row.id)
      const all = own && own.length > 0 ? own : [speakerOf(row)]
      return chosen(all, plan.agentChoice).map(({ speaker, part }) => {
        const candidate = candidateOf(
          plan,
          row,
          { ...speaker, unit: units?.get(speaker.agent ?? 0) ?? null },
          part
        )
        const excluded = exclusion(plan, row, speaker, taken)
        if (excluded) candidate.unit.excluded = excluded
        return candidate
      })
    })
  }

  /** Who spoke in each call, in order; an agent who came back is one, with all their time. */
  async #legs(ids: readonly number[]): Promise<Map<number, Speaker[]>> {
    const found = new Map<number, Speaker[]>()
    const filter: Filter = {
      and: [
        { path: 'call_id', op: 'in', value: [...ids] },
        { path: 'kind', op: 'eq', value: 'agent' },
        { path: 'outcome', op: 'eq', value: 'answered' },
      ],
    }
    const sort = [{ path: 'call_id' }, { path: 'ordinal' }]
    const query = { entity: 'call_leg', select: LEG_FIELDS, filter, sort }
    for await (const page of this.#records.stream(SYSTEM_ACTOR, query)) {
      for (const row of page) {
        const call = referenced(row.call_id) ?? 0
        const own = found.get(call) ?? []
        const speaker = speakerOf(row)
        const before = own.find(({ key }) => key === speaker.key)
        if (before) before.talk += speaker.talk
        else own.push(speaker)
        found.set(call, own)
      }
    }
    return found
  }

  /** Calls drawn or evaluated before, with the agent it was about. */
  async #taken(ids: readonly number[]): Promise<{ drawn: Set<string>; evaluated: Set<string> }> {
    const drawn: { call: number; agent_key: string }[] = await this.#database
      .read('sample')
      .whereIn('call', [...ids])
      .whereNull('deleted_at')
      .select('call', 'agent_key')
    const evaluated: { call: number; agent: number | null; agent_name: string | null }[] =
      await this.#database
        .read('evaluation')
        .whereIn('call', [...ids])
        .whereNull('calibration')
        .whereNull('deleted_at')
        .select('call', 'agent', 'agent_name')
    return {
      drawn: new Set(drawn.map((row) => `${row.call} ${row.agent_key}`)),
      evaluated: new Set(evaluated.map((row) => `${row.call} ${row.agent ?? row.agent_name}`)),
    }
  }

  async #unitsOf(
    page: readonly RecordRow[],
    legs: Map<number, Speaker[]> | null
  ): Promise<Map<number, number | null>> {
    const agents = legs
      ? [...legs.values()].flat().map(({ agent }) => agent)
      : page.map((row) => referenced(row.agent_user))
    const known = [...new Set(agents.filter((agent) => agent !== null))]
    const rows: { id: number; unit: number | null }[] = await this.#database
      .read('users')
      .whereIn('id', known.slice(0, 2_000))
      .select('id', 'unit')
    return new Map(rows.map(({ id, unit }) => [id, unit]))
  }
}

function speakerOf(row: RecordRow): Speaker {
  const agent = referenced(row.agent_user)
  const extension = typeof row.agent === 'string' ? row.agent : ''
  const name = typeof row.agent_name === 'string' && row.agent_name ? row.agent_name : extension
  const key = agent === null ? `s${referenced(row.site_id) ?? 0}:${extension}` : `u${agent}`
  return { agent, name, key, unit: null, talk: Number(row.talk_seconds ?? 0) }
}

/** Which of the agents of a call are meant; `part` is the place among all. */
function chosen(
  all: readonly Speaker[],
  choice: AgentChoice
): { speaker: Speaker; part: number }[] {
  const parts = all.slice(0, PARTS).map((speaker, part) => ({ speaker, part }))
  switch (choice) {
    case 'every':
      return parts
    case 'first':
      return parts.slice(0, 1)
    case 'last':
      return parts.slice(-1)
    case 'longest':
      return parts
        .toSorted((a, b) => b.speaker.talk - a.speaker.talk || a.part - b.part)
        .slice(0, 1)
  }
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

function candidateOf(plan: RulePlan, row: RecordRow, speaker: Speaker, part: number): Candidate {
  const traits = {
    agent: speaker.name,
    queue: textOf(row.first_queue),
    hour: textOf(row.local_hour).padStart(2, '0'),
  }
  const group = {
    agent: speaker.key,
    unit: textOf(speaker.unit),
    queue: traits.queue,
    total: '',
  }[plan.groupBy]
  const stratum = {
    none: '',
    hour: traits.hour,
    queue: traits.queue,
    topic: textOf(row.topic),
    direction: textOf(row.direction),
  }[plan.stratum]
  const { agent, name: agentName, key: agentKey } = speaker
  const unit: Unit = { id: unitOf(row.id, part), group, stratum }
  return { unit, call: row.id, part, title: textOf(row.title), agent, agentName, agentKey, traits }
}

function exclusion(
  plan: RulePlan,
  row: RecordRow,
  speaker: Speaker,
  taken: { drawn: Set<string>; evaluated: Set<string> } | null
): string | null {
  if (speaker.agent === null && speaker.name === '') return 'no_agent'
  if (plan.needRecording && !Number(row.recording_count)) return 'no_recording'
  if (speaker.talk < plan.minTalk) return 'short'
  if (taken?.drawn.has(`${row.id} ${speaker.key}`)) return 'sampled'
  if (taken?.evaluated.has(`${row.id} ${speaker.agent ?? speaker.name}`)) return 'evaluated'
  return null
}
