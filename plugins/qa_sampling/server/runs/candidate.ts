/** Which agents of a call are meant, and which of them can be drawn. Pure. */
import type { Interval } from '#core/records/query/periods'
import type { ScannedRow } from '#core/records/reads'
import type { Filter, RecordValue } from '#core/records/types'
import type { AgentChoice, RulePlan, StratumBy } from '../rules/rule_plan.js'
import type { Circumstances, Place, Speaker } from './places.js'
import type { Taken } from './taken.js'

/** An agent's part in a call, and what is drawn. */
export interface Candidate {
  /** Its number, of the call's and the part's. */
  id: number
  place: Place
  call: number
  part: number
  title: string
  startedAt: string
  talkSeconds: number
}

/** Parts of a call at most: its number and the part's make one number. */
const PARTS = 64

export const callOf = (unit: number): number => Math.floor(unit / PARTS)
export const unitOf = (call: number, part: number): number => call * PARTS + part

/** What a draw needs of each call, in the order of `readCall`; last, what it balances over. */
export function drawnFields({ stratum }: Pick<RulePlan, 'stratum'>): string[] {
  const balance = STRATUM_FIELDS[stratum]
  return balance === undefined ? DRAW_FIELDS : [...DRAW_FIELDS, balance]
}
const STRATUM_FIELDS: Partial<Record<StratumBy, string>> = {
  weekday: 'local_weekday',
  topic: 'topic',
  direction: 'direction',
}
const DRAW_FIELDS = [
  'first_queue',
  'local_hour',
  'recording_count',
  'agent_user',
  'site_id',
  'agent',
  'agent_name',
  'talk_seconds',
]
const SPEAKER_AT = 3

/** A call as it is read for a draw, with the first of its agents: one object, for a million are made. */
export interface Call extends Circumstances, Speaker {
  recordings: number
}

/** @param row the id, then the values of `drawnFields` */
export function readCall(row: ScannedRow): Call {
  const call: Call = {
    ...NOBODY,
    queue: textOf(row[1]),
    hour: row[2] ?? null,
    balance: row[DRAW_FIELDS.length + 1] ?? null,
    recordings: Number(row[3] ?? 0),
  }
  fillSpeaker(call, row, 1 + SPEAKER_AT)
  return call
}

/** What `readSpeaker` reads, in its order, of a call or of a leg of it. */
export const SPEAKER_FIELDS = DRAW_FIELDS.slice(SPEAKER_AT)
const NOBODY: Speaker = { agent: null, site: 0, extension: '', name: '', talk: 0 }

/** @param at where in the row they begin */
export function readSpeaker(row: ScannedRow, at: number): Speaker {
  const speaker = { ...NOBODY }
  fillSpeaker(speaker, row, at)
  return speaker
}

function fillSpeaker(speaker: Speaker, row: ScannedRow, at: number): void {
  speaker.agent = idOf(row[at])
  speaker.site = idOf(row[at + 1]) ?? 0
  speaker.extension = textOf(row[at + 2])
  speaker.name = textOf(row[at + 3]) || speaker.extension
  speaker.talk = Number(row[at + 4] ?? 0)
}

const idOf = (value: RecordValue | undefined): number | null =>
  typeof value === 'number' ? value : null
const textOf = (value: RecordValue | undefined): string => (typeof value === 'string' ? value : '')

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

export interface Part {
  speaker: Speaker
  /** The place among all agents of the call. */
  part: number
}

/** Which of the agents of a call are meant; `all` are in order. */
export function chosen(all: readonly Speaker[], choice: AgentChoice): Part[] {
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

/** Why a part of a call cannot be drawn, or null. */
export function exclusionOf(
  plan: RulePlan,
  call: number,
  recordings: number,
  talk: number,
  { agent, agentName, agentKey }: Place,
  taken: Pick<Taken, 'isDrawn' | 'isEvaluated'> | null
): string | null {
  if (agent === null && agentName === '') return 'no_agent'
  if (plan.needRecording && recordings === 0) return 'no_recording'
  if (talk < plan.minTalk) return 'short'
  if (taken?.isDrawn(call, agentKey)) return 'sampled'
  if (taken?.isEvaluated(call, agent ?? agentName)) return 'evaluated'
  return null
}
