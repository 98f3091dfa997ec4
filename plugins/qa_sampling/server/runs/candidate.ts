/** Which agents of a call are meant, and what is drawn of it. Pure. */
import type { Interval } from '#core/records/query/periods'
import type { Filter, RecordRow } from '#core/records/types'
import type { Traits } from '../kernel/certificate.js'
import type { Unit } from '../kernel/draw.js'
import type { AgentChoice, RulePlan, StratumBy } from '../rules/rule_plan.js'
import { referenced } from '../rules/rules.js'

/** An agent's part in a call, and what is drawn. */
export interface Candidate {
  unit: Unit
  /** What its group is called. */
  groupName: string
  call: number
  part: number
  title: string
  startedAt: string
  talkSeconds: number
  agent: number | null
  agentName: string
  agentKey: string
  traits: Traits
}

/** One agent of a call. */
export interface Speaker {
  agent: number | null
  name: string
  key: string
  talk: number
}

/** What is known beside the calls, read once for all of them. */
export interface Surroundings {
  /** `call agentKey` of what was drawn, `call agent` of what was evaluated before; null where a rule may repeat. */
  taken: { drawn: ReadonlySet<string>; evaluated: ReadonlySet<string> } | null
  /** The unit or team of users, where quotas are theirs. */
  homes: ReadonlyMap<number, { id: number; name: string }>
}

/** Parts of a call at most: its number and the part's make one number. */
const PARTS = 64

export const callOf = (unit: number): number => Math.floor(unit / PARTS)
export const unitOf = (call: number, part: number): number => call * PARTS + part

/** What a draw needs of each call, and what it balances over. */
export function drawnFields({ stratum }: Pick<RulePlan, 'stratum'>): string[] {
  return [...DRAW_FIELDS, ...(STRATUM_FIELDS[stratum] ?? [])]
}
const STRATUM_FIELDS: Partial<Record<StratumBy, string[]>> = {
  weekday: ['local_weekday'],
  topic: ['topic'],
  direction: ['direction'],
}
const DRAW_FIELDS = [
  'site_id',
  'agent',
  'agent_name',
  'agent_user',
  'first_queue',
  'local_hour',
  'talk_seconds',
  'recording_count',
]

/** Calls that a rule looks at: answered conversations that fit its filter, in a period or at any time. */
export function populationFilter(
  { population }: Pick<RulePlan, 'population'>,
  period: Interval | null
): Filter {
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

export function speakerOf(row: RecordRow): Speaker {
  const agent = referenced(row.agent_user)
  const extension = typeof row.agent === 'string' ? row.agent : ''
  const name = typeof row.agent_name === 'string' && row.agent_name ? row.agent_name : extension
  const key = agent === null ? `s${referenced(row.site_id) ?? 0}:${extension}` : `u${agent}`
  return { agent, name, key, talk: Number(row.talk_seconds ?? 0) }
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

function groupOf(
  { groupBy }: RulePlan,
  speaker: Speaker,
  queue: string,
  homes: Surroundings['homes']
): { group: string; groupName: string } {
  switch (groupBy) {
    case 'agent':
      return { group: speaker.key, groupName: speaker.name }
    case 'team':
    case 'unit': {
      const home = speaker.agent === null ? undefined : homes.get(speaker.agent)
      return { group: home ? String(home.id) : '', groupName: home?.name ?? '' }
    }
    case 'queue':
      return { group: queue, groupName: queue }
    case 'total':
      return { group: '', groupName: '' }
  }
}

function stratumOf({ stratum }: RulePlan, row: RecordRow, { hour, queue }: Traits): string {
  switch (stratum) {
    case 'none':
      return ''
    case 'hour':
      return hour
    case 'weekday':
      return textOf(row.local_weekday)
    case 'queue':
      return queue
    case 'topic':
      return textOf(row.topic)
    case 'direction':
      return textOf(row.direction)
  }
}

function exclusion(
  plan: RulePlan,
  row: RecordRow,
  speaker: Speaker,
  taken: Surroundings['taken']
): string | null {
  if (speaker.agent === null && speaker.name === '') return 'no_agent'
  if (plan.needRecording && !Number(row.recording_count)) return 'no_recording'
  if (speaker.talk < plan.minTalk) return 'short'
  if (taken?.drawn.has(`${row.id} ${speaker.key}`)) return 'sampled'
  if (taken?.evaluated.has(`${row.id} ${speaker.agent ?? speaker.name}`)) return 'evaluated'
  return null
}

/** What can be drawn of a call. `speakers` are all its agents in order; none where only the first is of interest. */
export function candidatesOf(
  plan: RulePlan,
  row: RecordRow,
  speakers: readonly Speaker[] | undefined,
  { taken, homes }: Surroundings
): Candidate[] {
  const all = speakers && speakers.length > 0 ? speakers : [speakerOf(row)]
  return chosen(all, plan.agentChoice).map(({ speaker, part }) => {
    const traits = {
      agent: speaker.name,
      queue: textOf(row.first_queue),
      hour: textOf(row.local_hour).padStart(2, '0'),
    }
    const { group, groupName } = groupOf(plan, speaker, traits.queue, homes)
    const unit: Unit = { id: unitOf(row.id, part), group, stratum: stratumOf(plan, row, traits) }
    const excluded = exclusion(plan, row, speaker, taken)
    if (excluded !== null) unit.excluded = excluded
    return {
      unit,
      groupName,
      call: row.id,
      part,
      title: textOf(row.title),
      startedAt: textOf(row.started_at),
      talkSeconds: speaker.talk,
      agent: speaker.agent,
      agentName: speaker.name,
      agentKey: speaker.key,
      traits,
    }
  })
}
