/**
 * Rows of a PBX's own tables as the mirror (`pbx_*` tables) holds them: the columns of the PBX as
 * they are, plus the mirror's id and the site. Nothing is interpreted here: times are the PBX's local
 * text without an offset, numbers that the PBX keeps as text stay text.
 *
 * A column that a PBX's schema lacks (`linkedid`, `sequence`, `cnum`, … exist only since some version)
 * is `''` or `0`, never `null` or `undefined`; {@link rawCdr}, {@link rawCel} and {@link rawQueueLog}
 * fill such gaps.
 */

/** What every mirrored row carries beside the PBX's columns. */
export interface MirrorRow {
  /** Id of the row in our mirror table. 0 while the row is not stored yet. */
  mirrorId: number
  /** The site (PBX installation) that the row came from. Rows of two sites never meet. */
  siteId: number
}

/** A row of `cdr`: one pair caller – dialled party, not one call. Key: (uniqueid, sequence). */
export interface RawCdr extends MirrorRow {
  /** PBX local time, `YYYY-MM-DD HH:MM:SS`. */
  calldate: string
  clid: string
  src: string
  dst: string
  dcontext: string
  channel: string
  dstchannel: string
  lastapp: string
  lastdata: string
  /** Whole seconds from calldate to the end of the pair. */
  duration: number
  /** Whole seconds since the *caller's channel* was answered (by an IVR, say): not the talk. */
  billsec: number
  /** About the pair, not the call: `ANSWERED`, `NO ANSWER`, `BUSY`, `FAILED`, `CONGESTION`. */
  disposition: string
  amaflags: number
  accountcode: string
  /** Free text; usually `<epoch seconds>.<running number>`, but an ARI client may choose any. */
  uniqueid: string
  userfield: string
  did: string
  /** Base name of the recording, repeated on every later row of the caller's channel. */
  recordingfile: string
  cnum: string
  cnam: string
  outbound_cnum: string
  outbound_cnam: string
  dst_cnam: string
  linkedid: string
  peeraccount: string
  /** 0 where the PBX's schema has no such column. */
  sequence: number
}

/** A row of `cel` (channel event log). Key: the PBX's `id`. */
export interface RawCel extends MirrorRow {
  /** The PBX's own id of the row (auto-increment); not an order of time. */
  id: number
  eventtype: string
  /** PBX local time, `YYYY-MM-DD HH:MM:SS`, at some sites with a fraction. */
  eventtime: string
  cid_name: string
  cid_num: string
  cid_ani: string
  cid_rdnis: string
  cid_dnid: string
  exten: string
  context: string
  channame: string
  appname: string
  appdata: string
  amaflags: number
  accountcode: string
  uniqueid: string
  linkedid: string
  peer: string
  userdeftype: string
  /** JSON text of the event's own facts (hang-up cause, bridge, transfer), or `''`. */
  extra: string
}

/** A row of `queue_log`. Key: the PBX's `id`. */
export interface RawQueueLog extends MirrorRow {
  /** The PBX's own id of the row (auto-increment); not an order of time. */
  id: number
  /** PBX local time, `YYYY-MM-DD HH:MM:SS.ffffff` (older sites: epoch seconds as text). */
  time: string
  /** uniqueid of the channel that waits; `NONE` or `MANAGER` on rows about agents. */
  callid: string
  queuename: string
  /** The member's name where one is set, else its interface; `NONE` on rows about the caller. */
  agent: string
  event: string
  data1: string
  data2: string
  data3: string
  data4: string
  data5: string
  /** The database's clock, not the PBX's; `''` where the schema has none. */
  created: string
}

/** Rows of one or several sites, in any order. */
export interface RawRows {
  cdr: readonly RawCdr[]
  cel: readonly RawCel[]
  queueLog: readonly RawQueueLog[]
}

type Loose<T> = { [K in keyof T]?: T[K] | string | number | null }

const EMPTY_CDR: RawCdr = {
  mirrorId: 0,
  siteId: 0,
  calldate: '',
  clid: '',
  src: '',
  dst: '',
  dcontext: '',
  channel: '',
  dstchannel: '',
  lastapp: '',
  lastdata: '',
  duration: 0,
  billsec: 0,
  disposition: '',
  amaflags: 0,
  accountcode: '',
  uniqueid: '',
  userfield: '',
  did: '',
  recordingfile: '',
  cnum: '',
  cnam: '',
  outbound_cnum: '',
  outbound_cnam: '',
  dst_cnam: '',
  linkedid: '',
  peeraccount: '',
  sequence: 0,
}

const EMPTY_CEL: RawCel = {
  mirrorId: 0,
  siteId: 0,
  id: 0,
  eventtype: '',
  eventtime: '',
  cid_name: '',
  cid_num: '',
  cid_ani: '',
  cid_rdnis: '',
  cid_dnid: '',
  exten: '',
  context: '',
  channame: '',
  appname: '',
  appdata: '',
  amaflags: 0,
  accountcode: '',
  uniqueid: '',
  linkedid: '',
  peer: '',
  userdeftype: '',
  extra: '',
}

const EMPTY_QUEUE_LOG: RawQueueLog = {
  mirrorId: 0,
  siteId: 0,
  id: 0,
  time: '',
  callid: '',
  queuename: '',
  agent: '',
  event: '',
  data1: '',
  data2: '',
  data3: '',
  data4: '',
  data5: '',
  created: '',
}

/** Columns of `cdr` in the order of the PBX's table (without mirrorId and siteId). */
export const CDR_COLUMNS = columnsOf(EMPTY_CDR)
/** Columns of `cel` in the order of the PBX's table. */
export const CEL_COLUMNS = columnsOf(EMPTY_CEL)
/** Columns of `queue_log` in the order of the PBX's table. */
export const QUEUE_LOG_COLUMNS = columnsOf(EMPTY_QUEUE_LOG)

/** A `cdr` row from anything that has its columns as text, numbers or null. */
export function rawCdr(row: Loose<RawCdr>): RawCdr {
  return filled(EMPTY_CDR, row)
}

/** A `cel` row from anything that has its columns as text, numbers or null. */
export function rawCel(row: Loose<RawCel>): RawCel {
  return filled(EMPTY_CEL, row)
}

/** A `queue_log` row from anything that has its columns as text, numbers or null. */
export function rawQueueLog(row: Loose<RawQueueLog>): RawQueueLog {
  return filled(EMPTY_QUEUE_LOG, row)
}

function columnsOf<T extends MirrorRow>(
  empty: T
): ReadonlyArray<Exclude<keyof T, keyof MirrorRow>> {
  return Object.keys(empty).filter(
    (name): name is Exclude<keyof T, keyof MirrorRow> & string =>
      name !== 'mirrorId' && name !== 'siteId'
  )
}

/** Copies `empty` with the values of `row`; numbers and texts are cast to what `empty` holds. */
function filled<T extends object>(empty: T, row: Loose<T>): T {
  const result = { ...empty }
  for (const name of Object.keys(empty) as Array<keyof T>) {
    const value = row[name]
    if (value === undefined || value === null) continue
    const cast = typeof empty[name] === 'number' ? Number(value) || 0 : String(value)
    result[name] = cast as T[keyof T]
  }
  return result
}
