import type { Instant, TransferKind } from '../model/assembled.js'
import type { RawCel } from '../model/raw.js'
import { firstArgument } from './channel_names.js'
import type { LocalClock } from './local_clock.js'

/** What cel knows of one channel. Instants have whole seconds at most sites. */
export interface ChannelFacts {
  uniqueId: string
  name: string
  /** Extension and context in which the channel began; `s` for phones that the PBX rang. */
  exten: string
  context: string
  callerNumber: string
  startedAt: Instant | null
  answeredAt: Instant | null
  endedAt: Instant | null
  /** Q.850 cause. */
  cause: number | null
  /** Name of the channel that hung up, `dialplan/…` for the PBX itself, '' unknown. */
  source: string
  dialStatus: string
}

/** A channel asked to wait in a queue (it may have been refused). */
export interface QueueStart {
  uniqueId: string
  queue: string
  at: Instant
  /** As the PBX wrote it. */
  timeText: string
}

export interface CelTransfer {
  kind: TransferKind
  at: Instant
  timeText: string
  /** The channel that passed the call on. */
  byChannel: string
  target: string | null
  context: string | null
}

/** Everything that cel says about a group. Order and doubles of the rows do not matter. */
export interface CelFacts {
  byId: ReadonlyMap<string, ChannelFacts>
  byName: ReadonlyMap<string, ChannelFacts>
  queueStarts: readonly QueueStart[]
  transfers: readonly CelTransfer[]
  /** Contexts seen on the channels, for recognising an IVR. */
  contexts: ReadonlySet<string>
  latest: Instant
}

/** Reads cel rows of one group; null when there is none. Rows without a valid time are left out. */
export function celFacts(rows: readonly RawCel[], clock: LocalClock): CelFacts | null {
  if (rows.length === 0) return null
  const byId = new Map<string, ChannelFacts>()
  const byName = new Map<string, ChannelFacts>()
  const queueStarts = new Map<string, QueueStart>()
  const transfers = new Map<string, CelTransfer>()
  const contexts = new Set<string>()
  let latest = Number.NEGATIVE_INFINITY
  for (const row of rows) {
    const at = clock.instant(row.eventtime)
    if (Number.isNaN(at)) continue
    if (at > latest) latest = at
    if (row.context !== '') contexts.add(row.context)
    if (row.eventtype === 'APP_START' && row.appname === 'Queue') {
      const queue = firstArgument(row.appdata)
      queueStarts.set(`${row.uniqueid}|${queue}|${at}`, {
        uniqueId: row.uniqueid,
        queue,
        at,
        timeText: row.eventtime,
      })
    } else if (row.eventtype === 'BLINDTRANSFER' || row.eventtype === 'ATTENDEDTRANSFER') {
      transfers.set(`${row.eventtype}|${row.channame}|${at}`, transferOf(row, at))
    }
    noteChannel(channelOf(byId, row), row, at)
  }
  for (const channel of byId.values()) byName.set(channel.name, channel)
  return {
    byId,
    byName,
    queueStarts: [...queueStarts.values()].sort((a, b) => a.at - b.at || compare(a, b)),
    transfers: [...transfers.values()].sort((a, b) => a.at - b.at),
    contexts,
    latest,
  }
}

function compare(a: QueueStart, b: QueueStart): number {
  return a.uniqueId + a.queue < b.uniqueId + b.queue ? -1 : 1
}

function channelOf(byId: Map<string, ChannelFacts>, row: RawCel): ChannelFacts {
  const known = byId.get(row.uniqueid)
  if (known) return known
  const made: ChannelFacts = {
    uniqueId: row.uniqueid,
    name: row.channame,
    exten: '',
    context: '',
    callerNumber: '',
    startedAt: null,
    answeredAt: null,
    endedAt: null,
    cause: null,
    source: '',
    dialStatus: '',
  }
  byId.set(row.uniqueid, made)
  return made
}

function noteChannel(channel: ChannelFacts, row: RawCel, at: Instant): void {
  switch (row.eventtype) {
    case 'CHAN_START':
      channel.startedAt = earlier(channel.startedAt, at)
      channel.name = row.channame
      channel.exten = row.exten
      channel.context = row.context
      channel.callerNumber = row.cid_num
      break
    case 'ANSWER':
      channel.answeredAt = earlier(channel.answeredAt, at)
      break
    case 'HANGUP':
      channel.endedAt = earlier(channel.endedAt, at)
      noteHangup(channel, row.extra)
      break
    case 'CHAN_END':
      channel.endedAt = earlier(channel.endedAt, at)
      break
  }
}

function earlier(known: Instant | null, at: Instant): Instant {
  return known === null || at < known ? at : known
}

const CAUSE = /"hangupcause":"?(\d+)/
const SOURCE = /"hangupsource":"([^"]*)"/
const DIAL_STATUS = /"dialstatus":"([^"]*)"/

/** `extra` is JSON of a fixed form; reading three members costs a tenth of parsing it. */
function noteHangup(channel: ChannelFacts, extra: string): void {
  const cause = CAUSE.exec(extra)?.[1]
  channel.cause = cause === undefined ? null : Number(cause)
  channel.source = SOURCE.exec(extra)?.[1] ?? ''
  channel.dialStatus = DIAL_STATUS.exec(extra)?.[1] ?? ''
}

function transferOf(row: RawCel, at: Instant): CelTransfer {
  return {
    kind: row.eventtype === 'BLINDTRANSFER' ? 'blind' : 'attended',
    at,
    timeText: row.eventtime,
    byChannel: row.channame,
    target: /"extension":"([^"]+)"/.exec(row.extra)?.[1] ?? null,
    context: /"context":"([^"]+)"/.exec(row.extra)?.[1] ?? null,
  }
}
