import type { Json } from '#core/metadata/types'
import type { Values } from '#core/workflow/kernel/types'

/** What the world said to a wait: kept on the trail, so that the same can be said again. */
export type WaitAnswer =
  | { type: 'done'; result: Json }
  | { type: 'error'; code: string; message: string | null; result: Json }

/** As the trail keeps it. */
export type KeptAnswer = WaitAnswer & { wait: string; node: string }

/** One wait at a node as it was then. */
export interface PastVisit {
  /** How long it was open; null while it still was at the end. */
  seconds: number | null
  /** Null where nothing answered it: it was interrupted, or cancelled. */
  answer: WaitAnswer | null
}

/** A run that has ended, with all that is needed to play it again. */
export interface PastCase {
  instance: number
  subject: { entity: string; id: number } | null
  startedAt: string
  begun: { node: string | null; variables: Values }
  /** By node, in the order in which they were opened. */
  visits: { readonly [node: string]: readonly PastVisit[] }
  then: CaseOutcome
}

export interface CaseOutcome {
  status: string
  /** The end events that were reached, in order: their names, or ids where they have none. */
  ends: string[]
  seconds: number | null
}

export interface ReplayedOutcome extends CaseOutcome {
  /** Where it would still stand: nodes that nothing of what happened then moves on. */
  waiting: string[]
  /** Nodes at which something would go wrong, with why. */
  incidents: { node: string; code: string }[]
  /** Nodes whose answer nobody gave then: it was assumed. */
  assumed: string[]
}

/** What is answered where nobody was asked then. */
export interface AssumedAnswer {
  result: Values
  seconds: number
}

export const DIFFERENCES = ['same', 'faster', 'slower', 'other_end', 'waiting', 'fails'] as const
export type Difference = (typeof DIFFERENCES)[number]

export interface ReplayRow {
  instance: number
  subject: { entity: string; id: number } | null
  startedAt: string
  then: CaseOutcome
  now: ReplayedOutcome
  difference: Difference
}

export interface ReplaySummary {
  counts: { [difference in Difference]: number }
  /** How often each end was reached; `then` and `now` by the same names. */
  ends: { end: string; then: number; now: number }[]
  /** Seconds; null where nothing ended. */
  median: { then: number | null; now: number | null }
  /** Numbers of cases by how long they took, in steps that fit the longest. */
  durations: { upTo: number; then: number; now: number }[]
}

export interface ReplayReport {
  process: string
  /** Names of elements by their ids, of the old versions and the new one. */
  names: { [element: string]: string }
  rows: ReplayRow[]
  summary: ReplaySummary
  /** Runs that ended in the time asked for and that cannot be played: what they began with is not known. */
  unknown: number
}

export interface ReplayOptions {
  /** Only runs that began from here on; ISO 8601. */
  from: string | null
  until: string | null
  limit: number
  /** By node of the new version. */
  assumed: { [node: string]: AssumedAnswer }
}
