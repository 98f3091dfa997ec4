import type { Attempt, Call, Leg, SurveyMark, Transfer } from '../model/assembled.js'
import type { Condition } from './conditions.js'
import type { Dimension } from './dimensions.js'

/** What a figure counts: one record of an assembled table. */
export interface SourceRecords {
  /** Visits of calls to queues, refused ones included. */
  queue: Leg
  /** Parts of agents in calls. */
  agent: Leg
  /** Calls of people (no feature codes, no programs' channels). */
  call: Call
  attempt: Attempt
  transfer: Transfer
  survey: SurveyMark
}

export type SourceName = keyof SourceRecords

export interface Source<Name extends SourceName> {
  name: Name
  /** The assembled table; columns are the record's properties in snake_case. */
  table: string
  /** What makes a record of the table one of the source. */
  where: ReadonlyArray<Condition<SourceRecords[Name]>>
  /** Properties that the filters apply to; null where the records have nothing of the kind. */
  filters: Readonly<Record<'queue' | 'agent' | 'direction', string | null>>
  dimensions: readonly Dimension[]
}

const TIMES: readonly Dimension[] = ['site', 'day', 'hour', 'weekday', 'weekday_hour', 'day_hour']

/** The sources with their tables: the entities of the plugin, see `server/definitions`. */
export const SOURCES: { readonly [Name in SourceName]: Source<Name> } = {
  queue: {
    name: 'queue',
    table: 'call_leg',
    where: [{ field: 'kind', equals: 'queue' }],
    filters: { queue: 'queue', agent: 'agent', direction: 'direction' },
    dimensions: [...TIMES, 'queue', 'agent', 'direction', 'outcome', 'exit_key'],
  },
  agent: {
    name: 'agent',
    table: 'call_leg',
    where: [{ field: 'kind', equals: 'agent' }],
    filters: { queue: 'queue', agent: 'agent', direction: 'direction' },
    dimensions: [...TIMES, 'queue', 'agent', 'direction'],
  },
  call: {
    name: 'call',
    table: 'call',
    where: [
      { field: 'kind', equals: 'call' },
      { field: 'ignored', equals: false },
    ],
    filters: { queue: 'firstQueue', agent: 'agent', direction: 'direction' },
    dimensions: [
      ...TIMES,
      'agent',
      'direction',
      'outcome',
      'line',
      'trunk',
      'ivr_choice',
      'exit_key',
      'queue_count',
      'cause',
    ],
  },
  attempt: {
    name: 'attempt',
    table: 'call_attempt',
    where: [],
    filters: { queue: 'queue', agent: 'agent', direction: null },
    dimensions: [...TIMES, 'queue', 'agent', 'result'],
  },
  transfer: {
    name: 'transfer',
    table: 'call_transfer',
    where: [],
    filters: { queue: 'fromQueue', agent: 'fromAgent', direction: null },
    dimensions: TIMES,
  },
  survey: {
    name: 'survey',
    table: 'survey_mark',
    where: [],
    filters: { queue: 'queue', agent: 'agent', direction: null },
    dimensions: [...TIMES, 'queue', 'agent', 'score'],
  },
}

/** `talkSeconds` → `talk_seconds`. */
export function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
