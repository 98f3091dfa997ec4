/** What the editor of a rule is told before the rule runs, on both sides of the wire. */
import type { Unassigned } from './assignment.js'
import type { Certificate } from './certificate.js'

/** Instants, ISO 8601. */
export interface Period {
  from: string
  to: string
}
export interface CallExample {
  id: number
  title: string
  agent: string
  startedAt: string
  talkSeconds: number
}
/** `Fault` says what is wrong with a field. */
export interface Preview<Fault> {
  faults: Fault[]
  warnings: Fault[]
  /** The zone and calendar that the schedule goes by. */
  timeZone: string
  next: { at: string; period: Period }[]
  /** Calls that a run at this moment would look at; null where the filter does not work. */
  calls: { period: Period; fitting: number; eligible: number; examples: CallExample[] } | null
}

export interface TrialCall extends CallExample {
  group: string
  stratum: string
  probability: number
  earlier: boolean
  evaluator: { id: number; name: string } | null
  unassigned: Unassigned | null
}
export interface Trial {
  period: Period
  seed: string
  certificate: Certificate
  /** The first of the drawn calls. */
  drawn: TrialCall[]
  evaluators: { id: number; name: string; given: number; open: number }[]
  unassigned: Record<Unassigned, number>
}
