/**
 * What happened at the demo PBX, told as facts; `rows/` writes them down as a PBX does. Moments are milliseconds since
 * 1970-01-01T00:00:00Z.
 */
export interface Ring {
  agent: string
  from: number
  to: number
  result: 'answered' | 'rang_out' | 'cancelled' | 'rejected'
}

export interface Talk {
  agent: string
  from: number
  to: number
  endedBy: 'caller' | 'agent' | 'transfer'
}

/** One stay of a caller in a queue. */
export interface Visit {
  queue: string
  enteredAt: number
  position: number
  rings: Ring[]
  exit:
    | { kind: 'answered' }
    | { kind: 'abandoned'; at: number; position: number }
    | { kind: 'timeout'; at: number; position: number }
    | { kind: 'key'; at: number; position: number; key: string }
  talk: Talk | null
}

export interface InboundCall {
  kind: 'inbound'
  /** As the line shows it. */
  number: string
  name: string
  did: string
  arrivedAt: number
  endedAt: number
  /** The IVR that took the call first; false on lines that lead straight to a queue. */
  ivr: boolean
  /** Rang outside the opening hours. */
  closed: boolean
  visits: Visit[]
  /** A telephone to which an agent passed the caller. */
  desk: { extension: string; ringAt: number; answeredAt: number | null; endedAt: number } | null
  survey: { score: number; at: number } | null
}

export interface DialledCall {
  kind: 'outbound' | 'internal'
  /** Extension that dials. */
  from: string
  /** The outside number or the other extension. */
  to: string
  startedAt: number
  answeredAt: number | null
  endedAt: number
  result: 'answered' | 'no_answer' | 'busy' | 'failed'
  hungUpBy: 'caller' | 'callee'
}

export interface Presence {
  agent: string
  at: number
  event: 'login' | 'logout' | 'pause' | 'unpause'
  queues: string[]
  reason: string
}

export interface DayTraffic {
  inbound: InboundCall[]
  dialled: DialledCall[]
  presence: Presence[]
}

/** Somebody who may call or be called. */
export interface Caller {
  /** E.164. */
  number: string
  /** As the telephone network shows the name, mostly empty. */
  name: string
  /** Calls more often than others by this factor. */
  weight: number
}
