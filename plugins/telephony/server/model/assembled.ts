/**
 * What the assembler makes out of the mirrored rows: plain records, one table each. Every record has
 * a natural key, (siteId, key), that depends on nothing but the PBX's own data, so that assembling the
 * same call again writes the same rows. The parts of a call are replaced as a set: after an assembly
 * the rows of (siteId, callKey) whose key is not in the result are stale and to be deleted.
 *
 * Tables mirror these properties in snake_case (`server/definitions`; `key` is `pbx_key`). Times are instants (UTC); seconds
 * are whole seconds unless said otherwise. `null` means "not known or not applicable", never 0.
 */

/** An instant as milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

/** ISO date without time, `YYYY-MM-DD`. */
export type LocalDay = string

/**
 * The record's moment on the PBX's own clock, stored so that grouping by day or hour needs no
 * time-zone arithmetic in SQL.
 */
export interface LocalMoment {
  localDay: LocalDay
  /** 0..23 */
  localHour: number
  /** ISO weekday: 1 = Monday … 7 = Sunday. */
  localWeekday: number
}

export type Direction = 'inbound' | 'outbound' | 'internal'

/**
 * - `call`: somebody wanted to speak with somebody; only these count in figures.
 * - `feature`: a phone dialled a code of the PBX itself (`*45`, echo test, talking clock).
 * - `service`: channels of a program: Stasis applications, snooping supervisors.
 */
export type CallKind = 'call' | 'feature' | 'service'

/**
 * How a call went, seen from the caller, all queues and transfers together.
 *
 * | value | meaning |
 * |---|---|
 * | open | still going on (or its last rows have not arrived) |
 * | answered | an agent spoke with the caller; outgoing: the far end answered |
 * | abandoned | the caller hung up while waiting in a queue |
 * | timeout | the queue's maximum wait passed |
 * | exit_key | the caller left the queue by a key |
 * | left_empty | the queue threw the caller out because nobody was there any more |
 * | full, join_empty | the queue refused the caller: too many waiting, nobody there |
 * | refused | the queue refused the caller, the tables do not say why |
 * | disconnected | ended by a fault: the PBX lost the call while it waited |
 * | ivr_abandoned | the caller hung up in the IVR |
 * | closed | a message, then the PBX hung up: closed office, no queue, no phone |
 * | no_route | nothing is behind the dialled number |
 * | busy, no_answer, failed | of the dialled party; failed = carrier or network |
 * | cancelled | the caller hung up while the dialled party rang |
 * | completed | a feature code or a program's channel ran to its end |
 */
export type CallOutcome =
  | 'open'
  | 'answered'
  | 'abandoned'
  | 'timeout'
  | 'exit_key'
  | 'left_empty'
  | 'full'
  | 'join_empty'
  | 'refused'
  | 'disconnected'
  | 'ivr_abandoned'
  | 'closed'
  | 'no_route'
  | 'busy'
  | 'no_answer'
  | 'failed'
  | 'cancelled'
  | 'completed'

/** How a visit to a queue ended. `full`, `join_empty` and `refused` never entered the queue. */
export type QueueOutcome =
  | 'open'
  | 'answered'
  | 'abandoned'
  | 'timeout'
  | 'exit_key'
  | 'left_empty'
  | 'full'
  | 'join_empty'
  | 'refused'
  | 'disconnected'

/**
 * The split of lost calls (glossary), a partition:
 * `abandoned` – the caller hung up while waiting; `missed` – ended by the queue (time-out, empty) or by
 * a key, no agent having answered; `disconnected` – ended by a fault.
 */
export type LostKind = 'abandoned' | 'missed' | 'disconnected'

/**
 * `caller` began the call (outgoing and internal: the extension), `callee` is the other side (inbound: the
 * agent), `system` is the PBX (time-out, closed office, end of a survey).
 */
export type HungUpBy = 'caller' | 'callee' | 'system'

/** One call: one conversation attempt, whatever the number of channels, rows and queues. */
export interface Call extends LocalMoment {
  siteId: number
  /** Natural key within the site: the linkedid of the call's first channel. */
  key: string
  /** uniqueid of the channel that began the call. */
  uniqueId: string
  kind: CallKind
  direction: Direction
  state: 'open' | 'ended'
  outcome: CallOutcome
  /** An agent spoke with the caller (outgoing and internal: the dialled party answered). */
  answered: boolean
  /** Set when the call entered a queue and no agent spoke with the caller; else null. */
  lost: LostKind | null
  /** The site's short-number rule says that this call is not to be logged: it is not to be stored. */
  ignored: boolean
  /** The phone was rung first by a program, then the number dialled (click-to-call). */
  clickToCall: boolean
  startedAt: Instant
  /** First moment at which agent and caller (outgoing: phone and far end) were connected. */
  answeredAt: Instant | null
  endedAt: Instant | null
  /** Start to end; null while open. */
  durationSeconds: number | null
  /** Ring of the attempt that was answered first. */
  ringSeconds: number | null
  /** Sum of the waits in all queues entered; null when no queue was entered. */
  waitSeconds: number | null
  /** Sum of the agents' talks with the caller; null when not answered. */
  talkSeconds: number | null
  /** The tables do not show holds; filled from live events only. */
  holdSeconds: number | null
  /** After-call work, filled from agents' states only. */
  acwSeconds: number | null
  /** As the PBX had it; '' when withheld. Outgoing and internal: the extension. */
  callerNumber: string
  callerName: string
  /** What was dialled: the line's number, the outside number, the extension or the code. */
  dialledNumber: string
  /** The customer's number, prefix rules applied; '' when withheld; internal: ''. */
  externalNumber: string
  /** The line's number that received the call; '' when there was none. */
  did: string
  /** Trunk (peer) that carried the call; '' when internal. */
  trunk: string
  /** Key pressed in the IVR, where the dialplan logs it. */
  ivrChoice: string | null
  /** The call met an IVR. */
  ivr: boolean
  firstQueue: string | null
  lastQueue: string | null
  /** Visits to queues that let the caller in. */
  queueCount: number
  /** Visits that a queue refused (full, empty). */
  refusedCount: number
  /** Who spoke with the customer first; outgoing: who dialled. Canonical agent (see Agent). */
  agent: string | null
  agentName: string | null
  /** Who spoke with the customer last. */
  lastAgent: string | null
  attemptCount: number
  unansweredAttempts: number
  transferCount: number
  hungUpBy: HungUpBy | null
  /** Q.850 cause of the caller's channel, from cel. */
  hangupCause: number | null
  /** Mark given by the caller after the call. */
  score: number | null
  /** Key by which the caller left a queue. */
  exitKey: string | null
  recordingCount: number
}

/**
 * One visit of a call to a queue (`kind: 'queue'`) or to an agent (`kind: 'agent'`). A queue leg knows
 * the agent that answered it; that agent's stint is an agent leg of its own whose parentKey is the queue
 * leg.
 */
export interface Leg extends LocalMoment {
  siteId: number
  callKey: string
  /** Queue: callid, queue and moment of entry; agent: the phone's channel. */
  key: string
  kind: 'queue' | 'agent'
  direction: Direction
  /** 1-based order within the call. */
  ordinal: number
  /** The queue; agent legs: the queue that connected the agent, null when dialled directly. */
  queue: string | null
  /** Agent leg: key of the queue leg that connected it. */
  parentKey: string | null
  agent: string | null
  agentName: string | null
  /** The agent's interface as dialled, `PJSIP/202`, `Local/205@from-queue/n`. */
  agentInterface: string | null
  /** Agent's channel name where known. */
  channel: string | null
  /** How the call came here; see LegVia. */
  via: LegVia
  /** The caller was let in. False only on queue legs that refused (full, empty). */
  entered: boolean
  outcome: QueueOutcome
  lost: LostKind | null
  /** How the talk ended; null when there was none. */
  endedBy: LegEnd | null
  /** Queue: moment of entry (refused: of asking); agent: moment the phone was rung. */
  startedAt: Instant
  answeredAt: Instant | null
  endedAt: Instant | null
  /** Queue leg: whole seconds from entry to answer or leaving, as the PBX counted them. */
  waitSeconds: number | null
  /** Ring of the answering phone. */
  ringSeconds: number | null
  /** Answer to the end of this agent's part, hold included. */
  talkSeconds: number | null
  holdSeconds: number | null
  acwSeconds: number | null
  positionEntered: number | null
  positionLeft: number | null
  exitKey: string | null
  /** Queue leg: offers to agents during this visit. */
  attemptCount: number
  unansweredAttempts: number
  /** Queue leg: it began inside the same call after another leg (transfer, overflow). */
  reentry: boolean
  /** False when a time had to be estimated (agent dialled directly at a site without cel). */
  exact: boolean
}

/**
 * How a call reached a leg: `line` (the dialplan), `queue` (a queue connected the agent), `dial` (dialled
 * directly: operator, extension), `transfer` (blind transfer), `consult` (attended transfer: rung for a
 * consultation and perhaps given the call), `origin` (the agent's own phone began the call).
 */
export type LegVia = 'line' | 'queue' | 'dial' | 'transfer' | 'consult' | 'origin'

export type LegEnd = HungUpBy | 'blind_transfer' | 'attended_transfer'

/**
 * `rang_out` – nobody picked up before the PBX stopped; `cancelled` – the caller went while it rang;
 * `elsewhere` – another phone answered; `rejected` – the phone refused (486); `ringing` – still open.
 */
export type AttemptResult =
  'answered' | 'rang_out' | 'cancelled' | 'elsewhere' | 'rejected' | 'ringing'

/** One offer of a call to one phone. */
export interface Attempt extends LocalMoment {
  siteId: number
  callKey: string
  key: string
  /** Key of the queue leg that offered it; null when dialled directly. */
  legKey: string | null
  queue: string | null
  agent: string
  agentName: string | null
  channel: string | null
  result: AttemptResult
  startedAt: Instant
  endedAt: Instant | null
  /** Milliseconds of ringing where queue_log gives them, else whole seconds × 1000. */
  ringMs: number | null
  via: LegVia
}

export type TransferKind = 'blind' | 'attended'

/** A call passed on by an agent. */
export interface Transfer extends LocalMoment {
  siteId: number
  callKey: string
  key: string
  kind: TransferKind
  at: Instant
  fromAgent: string | null
  fromQueue: string | null
  /** Key of the queue leg that it ended. */
  legKey: string | null
  /** Extension or queue dialled; null when the tables do not say. */
  target: string | null
  targetContext: string | null
  toQueue: string | null
  /** Who spoke with the caller after it. */
  toAgent: string | null
  answered: boolean
}

/** A recording that the PBX was told to make. The file may be empty (44 bytes) or missing. */
export interface Recording extends LocalMoment {
  siteId: number
  callKey: string
  /** Call and base name. */
  key: string
  fileName: string
  /** Relative to the monitor folder: `YYYY/MM/DD/fileName` (PBX local date). */
  path: string
  /** uniqueid of the recorded channel. */
  uniqueId: string
  startedAt: Instant
  queue: string | null
  agent: string | null
  /** False: nobody spoke while it ran, so the file holds a header only. */
  audioExpected: boolean
}

/** A mark that the caller gave after the talk. */
export interface SurveyMark extends LocalMoment {
  siteId: number
  callKey: string
  key: string
  queue: string | null
  agent: string | null
  score: number
  at: Instant
  source: 'queue_log' | 'cdr'
}

/** One call with all its parts: the result of assembling one linked group. */
export interface AssembledCall {
  call: Call
  legs: Leg[]
  attempts: Attempt[]
  transfers: Transfer[]
  recordings: Recording[]
  surveys: SurveyMark[]
  /** Every uniqueid, linkedid and callid of the group, sorted: what the group is found by. */
  ids: string[]
}

/** An agent's presence in one queue: ADDMEMBER to REMOVEMEMBER. Static members have none. */
export interface AgentSession extends LocalMoment {
  siteId: number
  key: string
  agent: string
  agentName: string | null
  agentInterface: string | null
  /** null for a log-in that is not to one queue (AGENTLOGIN). */
  queue: string | null
  startedAt: Instant
  /** null while the agent is still logged in. */
  endedAt: Instant | null
  durationSeconds: number | null
}

/** A pause of an agent, in one queue or in all. A change of reason ends one and begins another. */
export interface Pause extends LocalMoment {
  siteId: number
  key: string
  agent: string
  agentName: string | null
  /** null: in all queues. */
  queue: string | null
  /** Queues that a pause in all queues touched, sorted, comma-separated. */
  queues: string
  reason: string
  /** Given with the UNPAUSE; '' when none. */
  endReason: string
  /** Began by joining a queue in the paused state. */
  atJoin: boolean
  startedAt: Instant
  endedAt: Instant | null
  durationSeconds: number | null
}

/** Sessions and pauses of one agent (all queues of a site). */
export interface AgentHistory {
  siteId: number
  agent: string
  sessions: AgentSession[]
  pauses: Pause[]
}
