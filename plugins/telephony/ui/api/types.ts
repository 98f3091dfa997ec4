/** Answers of /api/telephony: seconds whole, instants ISO 8601 in UTC. */
export interface Labelled {
  id: number
  label: string | null
}
export interface CallFacts {
  id: number
  title: string
  direction: string
  kind: string
  state: string
  outcome: string
  lost: string | null
  startedAt: string
  answeredAt: string | null
  endedAt: string | null
  durationSeconds: number | null
  waitSeconds: number | null
  ringSeconds: number | null
  talkSeconds: number | null
  holdSeconds: number | null
  externalNumber: string
  callerName: string
  dialledNumber: string
  did: string
  trunk: string
  site: Labelled | null
  firstQueue: string | null
  ivrChoice: string | null
  agent: Labelled | null
  agentName: string | null
  extension: string | null
  hungUpBy: string | null
  score: number | null
  linkState: string
  contact: Labelled | null
  account: Labelled | null
  lead: Labelled | null
  case: Labelled | null
}
export interface CallLeg {
  id: number
  kind: string
  label: string
  queue: string | null
  agentName: string | null
  extension: string | null
  startedAt: string
  answeredAt: string | null
  endedAt: string | null
  waitSeconds: number | null
  talkSeconds: number | null
  outcome: string
  positionEntry: number | null
  positionLeave: number | null
}
export interface CallAttempt {
  id: number
  legId: number | null
  agentName: string | null
  extension: string | null
  startedAt: string
  ringSeconds: number | null
  outcome: string
}
export interface CallTransfer {
  id: number
  kind: string
  at: string
  fromAgent: string | null
  to: string
  toKind: string
}
export type RecordingState = 'available' | 'empty' | 'missing'
export interface CallRecording {
  id: number
  startedAt: string
  seconds: number | null
  state: RecordingState
  fileName: string
}
export interface LinkCandidate {
  entity: string
  id: number
  label: string | null
  field: string
  number: string
}
export interface CallDetails {
  call: CallFacts
  legs: CallLeg[]
  attempts: CallAttempt[]
  transfers: CallTransfer[]
  recordings: CallRecording[]
  candidates: LinkCandidate[]
}
export interface Peaks {
  seconds: number
  /** 0…1, evenly spaced over the recording. */
  peaks: number[]
}
export type ConvertTarget = 'case' | 'lead' | 'contact' | 'account' | 'phone_call'
