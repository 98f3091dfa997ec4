import { SECOND, localMicroText, localText } from '../days.js'

/** Rows in the shape of a PBX's tables; columns left out are empty. */
export interface CdrRow {
  calldate: string
  clid: string
  src: string
  dst: string
  dcontext: string
  channel: string
  dstchannel?: string
  lastapp: string
  lastdata: string
  duration: number
  billsec: number
  disposition: 'ANSWERED' | 'NO ANSWER' | 'BUSY' | 'FAILED'
  uniqueid: string
  linkedid: string
  sequence: number
  amaflags: number
  userfield?: string
  did?: string
  recordingfile?: string
  cnum?: string
  cnam?: string
  outbound_cnum?: string
}
export interface CelRow {
  id: number
  eventtype: string
  eventtime: string
  cid_name?: string
  cid_num?: string
  cid_ani?: string
  cid_dnid?: string
  exten: string
  context: string
  channame: string
  appname?: string
  appdata?: string
  amaflags: number
  uniqueid: string
  linkedid: string
  peer?: string
  extra?: string
}
export interface QueueLogRow {
  id: number
  time: string
  callid: string
  queuename: string
  agent: string
  event: string
  data1?: string
  data2?: string
  data3?: string
  data4?: string
  data5?: string
  created: string
}
export interface PbxRows {
  cdr: CdrRow[]
  cel: CelRow[]
  queueLog: QueueLogRow[]
}

/** A channel of the PBX. */
export interface Channel {
  name: string
  uniqueid: string
  linkedid: string
}

type Pending<T> = { at: number; row: T }
export type QueueEvent = Pick<QueueLogRow, 'callid' | 'queuename' | 'agent' | 'event'> & {
  data?: (string | number)[]
}

/**
 * Collects the rows of a day and hands them out in order of time with the running numbers of the PBX's tables, which go on from
 * day to day.
 */
export class RowBook {
  #channel = 0
  #unique = 0
  #sequence = 0
  #celId = 0
  #queueLogId = 0
  #cdr: CdrRow[] = []
  #cel: Pending<Omit<CelRow, 'id' | 'eventtime' | 'amaflags'>>[] = []
  #queueLog: Pending<QueueEvent>[] = []

  /** A new channel of a peer; it belongs to `call`, or begins a call of its own. */
  channel(peer: string, at: number, call?: Channel): Channel {
    const number = (this.#channel++).toString(16).padStart(8, '0')
    const uniqueid = `${Math.floor(at / SECOND)}.${this.#unique++}`
    return { name: `PJSIP/${peer}-${number}`, uniqueid, linkedid: call?.linkedid ?? uniqueid }
  }

  cdr(from: number, row: Omit<CdrRow, 'calldate' | 'sequence' | 'amaflags'>): void {
    this.#cdr.push({
      ...row,
      calldate: localText(from),
      sequence: this.#sequence++,
      amaflags: 3,
    })
  }

  cel(at: number, row: Omit<CelRow, 'id' | 'eventtime' | 'amaflags'>): void {
    this.#cel.push({ at, row })
  }

  queueLog(at: number, row: QueueEvent): void {
    this.#queueLog.push({ at, row })
  }

  /** The day's rows; the book is empty afterwards. */
  take(): PbxRows {
    const byTime = <T>(a: Pending<T>, b: Pending<T>) => a.at - b.at
    const cel = this.#cel.sort(byTime).map(({ at, row }) => ({
      ...row,
      id: ++this.#celId,
      eventtime: localText(at),
      amaflags: 3,
    }))
    const queueLog = this.#queueLog.sort(byTime).map(({ at, row }) => {
      const { data = [], ...rest } = row
      const columns = Object.fromEntries(
        data.map((value, index) => [`data${index + 1}`, String(value)])
      )
      const id = ++this.#queueLogId
      return { ...rest, ...columns, id, time: localMicroText(at, id * 37), created: localText(at) }
    })
    const cdr = this.#cdr.sort((a, b) =>
      a.calldate < b.calldate ? -1 : a.calldate > b.calldate ? 1 : 0
    )
    this.#cdr = []
    this.#cel = []
    this.#queueLog = []
    return { cdr, cel, queueLog }
  }
}

/** Whole seconds between two moments as Asterisk counts them: the difference of two truncated clocks. */
export function clockSeconds(from: number, to: number): number {
  return Math.floor(to / SECOND) - Math.floor(from / SECOND)
}

/** `YYYYMMDD-HHMMSS` as it stands in the names of recordings. */
export function stamp(moment: number): string {
  return localText(moment).replace(/[-:]/g, '').replace(' ', '-')
}
