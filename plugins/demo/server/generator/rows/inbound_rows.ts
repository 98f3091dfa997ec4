import type { InboundCall, Ring, Talk, Visit } from '../traffic/types.js'
import { ChannelEvents, type Place } from './channel_events.js'
import { clockSeconds, stamp, type CdrRow, type RowBook } from './row_book.js'

const TRANSFER_CONTEXT = 'from-internal-xfer'
const AGENT_APP = { app: 'AppQueue', data: '(Outgoing Line)' }
const DIAL_APP = { app: 'AppDial', data: '(Outgoing Line)' }

/** Writes one incoming call into the three tables as Asterisk does. */
export function writeInbound(
  book: RowBook,
  names: ReadonlyMap<string, string>,
  call: InboundCall
): void {
  new InboundWriter(book, names, call).write()
}

class InboundWriter {
  readonly #book: RowBook
  readonly #names: ReadonlyMap<string, string>
  readonly #call: InboundCall
  readonly #line: ChannelEvents
  /** Where the next cdr row begins: the first of a call at its arrival. */
  #pairFrom: number
  #place: Place

  constructor(book: RowBook, names: ReadonlyMap<string, string>, call: InboundCall) {
    this.#book = book
    this.#names = names
    this.#call = call
    this.#line = new ChannelEvents(book, book.channel('trunk-main', call.arrivedAt))
    this.#pairFrom = call.arrivedAt
    this.#place = { exten: call.did, context: 'from-pstn', number: call.number, name: call.name }
  }

  write(): void {
    const { arrivedAt, ivr, did } = this.#call
    this.#line.write(arrivedAt, 'CHAN_START', this.#place)
    this.#moveTo(ivr ? 's' : did, ivr ? 'ivr-main' : 'inbound-routes', 'Answer')
    this.#line.write(arrivedAt, 'ANSWER', this.#place)
    if (this.#call.visits.length === 0) this.#writeUnqueued()
    this.#call.visits.forEach((visit, index) => this.#writeVisit(visit, index))
    this.#writeDesk()
    this.#writeSurvey()
    this.#end()
  }

  #moveTo(exten: string, context: string, app = '', data = ''): void {
    this.#place = { ...this.#place, exten, context, app, data }
  }

  /** Closed office, or hung up in the menu. */
  #writeUnqueued(): void {
    const { arrivedAt, endedAt, closed, did } = this.#call
    this.#cdr(arrivedAt, endedAt, {
      dst: closed ? did : 's',
      dcontext: closed ? 'inbound-routes' : 'ivr-main',
      lastapp: closed ? 'Hangup' : 'BackGround',
      lastdata: closed ? '16' : 'custom/ivr-main',
      disposition: 'ANSWERED',
    })
  }

  #writeVisit(visit: Visit, index: number): void {
    const { queue, enteredAt, position } = visit
    const data = `${queue},tcb(agent-predial^s^1),,,240`
    const recordingfile = `q-${queue}-${this.#call.number}-${stamp(enteredAt)}-${this.#line.channel.uniqueid}.wav`
    if (index > 0) this.#pairFrom = enteredAt
    this.#moveTo(queue, 'ext-queues', 'Queue', data)
    this.#line.write(enteredAt, 'APP_START', this.#place)
    this.#log(enteredAt, visit, 'NONE', 'DID', [this.#call.did])
    this.#log(enteredAt + 1, visit, 'NONE', 'ENTERQUEUE', ['', this.#call.number, position])
    const pair = {
      dst: queue,
      dcontext: 'ext-queues',
      lastapp: 'Queue',
      lastdata: data,
      recordingfile,
    }
    for (const ring of visit.rings) {
      if (ring.result === 'answered' && visit.talk) this.#writeTalk(visit, ring, visit.talk, pair)
      else this.#writeRing(visit, ring, pair)
    }
    if (visit.exit.kind !== 'answered') this.#writeExit(visit, pair)
  }

  #writeRing(visit: Visit, ring: Ring, pair: Pair): void {
    const phone = this.#ringPhone(visit.queue, ring)
    const refused = ring.result === 'rejected'
    phone.events.end(ring.to, phone.place, refused ? 21 : 0, '')
    const milliseconds = refused ? 0 : ring.to - ring.from
    const event = ring.result === 'cancelled' ? 'RINGCANCELED' : 'RINGNOANSWER'
    this.#log(ring.to, visit, `PJSIP/${ring.agent}`, event, [milliseconds])
    this.#cdr(this.#nextFrom(ring.from), ring.to, {
      ...pair,
      dstchannel: phone.events.channel.name,
      disposition: 'NO ANSWER',
    })
  }

  #writeTalk(visit: Visit, ring: Ring, talk: Talk, pair: Pair): void {
    const phone = this.#ringPhone(visit.queue, ring)
    const agent = `PJSIP/${talk.agent}`
    const hold = clockSeconds(visit.enteredAt, talk.from)
    const talked = clockSeconds(talk.from, talk.to)
    phone.events.write(talk.from, 'ANSWER', phone.place)
    this.#log(talk.from, visit, agent, 'CONNECT', [
      hold,
      phone.events.channel.uniqueid,
      clockSeconds(ring.from, ring.to),
    ])
    const target = talk.endedBy === 'transfer' ? this.#transferTarget(visit) : null
    if (target !== null) this.#moveTo(target, TRANSFER_CONTEXT, 'Queue', this.#place.data)
    if (target !== null) {
      this.#log(talk.to, visit, agent, 'BLINDTRANSFER', [
        target,
        TRANSFER_CONTEXT,
        hold,
        talked,
        visit.position,
      ])
      phone.events.write(talk.to, 'BLINDTRANSFER', phone.place, {
        extra: this.#transferExtra(target, talk.from),
      })
    } else {
      const event = talk.endedBy === 'agent' ? 'COMPLETEAGENT' : 'COMPLETECALLER'
      this.#log(talk.to, visit, agent, event, [hold, talked, visit.position])
    }
    const hungUp = { caller: this.#line, agent: phone.events, transfer: null }[talk.endedBy]
    phone.events.end(talk.to, phone.place, 16, hungUp?.channel.name ?? '')
    this.#cdr(this.#nextFrom(ring.from), talk.to, {
      ...pair,
      ...(target === null ? {} : { dst: target, dcontext: TRANSFER_CONTEXT }),
      dstchannel: phone.events.channel.name,
      disposition: 'ANSWERED',
    })
  }

  #ringPhone(queue: string, ring: Ring): { events: ChannelEvents; place: Place } {
    const channel = this.#book.channel(ring.agent, ring.from, this.#line.channel)
    const events = new ChannelEvents(this.#book, channel)
    const who = { number: ring.agent, name: this.#names.get(ring.agent) ?? '' }
    events.write(ring.from, 'CHAN_START', { ...who, exten: 's', context: 'from-internal' })
    return { events, place: { ...who, ...AGENT_APP, exten: queue, context: 'from-internal' } }
  }

  #writeExit(visit: Visit, pair: Pair): void {
    const { exit } = visit
    if (exit.kind === 'answered') return
    const wait = clockSeconds(visit.enteredAt, exit.at)
    if (visit.rings.length === 0) {
      this.#cdr(this.#nextFrom(visit.enteredAt), exit.at, { ...pair, disposition: 'ANSWERED' })
    }
    if (exit.kind === 'abandoned') {
      this.#log(exit.at + 1, visit, 'NONE', 'ABANDON', [exit.position, visit.position, wait])
      return
    }
    const key = exit.kind === 'key'
    const data = [exit.position, visit.position, wait]
    this.#log(
      exit.at + 1,
      visit,
      'NONE',
      key ? 'EXITWITHKEY' : 'EXITWITHTIMEOUT',
      key ? [exit.key, ...data] : data
    )
    this.#moveTo(key ? exit.key : 'qs-TIMEOUT', key ? 'queue-exit' : 'ext-queues')
    this.#cdr(exit.at, this.#call.endedAt, {
      dst: this.#place.exten,
      dcontext: this.#place.context,
      lastapp: 'Hangup',
      lastdata: '16',
      recordingfile: pair.recordingfile,
      disposition: 'ANSWERED',
    })
  }

  /** The telephone to which the caller was passed. */
  #writeDesk(): void {
    const { desk } = this.#call
    const visit = this.#call.visits.at(-1)
    if (!desk || !visit) return
    const data = `PJSIP/${desk.extension},20,tTb(agent-predial^s^1)`
    this.#moveTo(desk.extension, TRANSFER_CONTEXT, 'Dial', data)
    this.#line.write(desk.ringAt, 'APP_START', this.#place)
    const channel = this.#book.channel(desk.extension, desk.ringAt, this.#line.channel)
    const phone = new ChannelEvents(this.#book, channel)
    const who = { number: desk.extension, name: this.#names.get(desk.extension) ?? '' }
    const place: Place = { ...who, ...DIAL_APP, exten: desk.extension, context: 'from-internal' }
    phone.write(desk.ringAt, 'CHAN_START', { ...who, exten: 's', context: 'from-internal' })
    if (desk.answeredAt === null) phone.end(desk.endedAt, place, 0, '')
    else {
      phone.write(desk.answeredAt, 'ANSWER', place)
      phone.end(desk.endedAt, place, 16, channel.name)
    }
    this.#cdr(desk.ringAt, desk.endedAt, {
      dst: desk.extension,
      dcontext: TRANSFER_CONTEXT,
      dstchannel: channel.name,
      lastapp: 'Dial',
      lastdata: data,
      recordingfile: `q-${visit.queue}-${this.#call.number}-${stamp(visit.enteredAt)}-${this.#line.channel.uniqueid}.wav`,
      disposition: desk.answeredAt === null ? 'NO ANSWER' : 'ANSWERED',
    })
  }

  /** After the agent has hung up the caller hears the question; a mark goes to both tables. */
  #writeSurvey(): void {
    const visit = this.#call.visits.at(-1)
    if (!visit?.talk || visit.talk.endedBy !== 'agent') return
    const { survey, endedAt } = this.#call
    this.#moveTo('s', 'post-survey')
    if (survey) {
      this.#log(survey.at, visit, `PJSIP/${visit.talk.agent}`, 'INFO', ['SURVEY', survey.score])
    }
    this.#cdr(visit.talk.to, endedAt, {
      dst: 's',
      dcontext: 'post-survey',
      lastapp: 'Hangup',
      lastdata: '16',
      userfield: survey ? `survey=${survey.score}` : '',
      recordingfile: `q-${visit.queue}-${this.#call.number}-${stamp(visit.enteredAt)}-${this.#line.channel.uniqueid}.wav`,
      disposition: 'ANSWERED',
    })
  }

  #end(): void {
    const { endedAt } = this.#call
    this.#line.end(endedAt, this.#place, 16, this.#line.channel.name)
    this.#line.write(endedAt, 'LINKEDID_END', this.#place)
  }

  #transferTarget(visit: Visit): string {
    const next = this.#call.visits[this.#call.visits.indexOf(visit) + 1]
    return next?.queue ?? this.#call.desk?.extension ?? 's'
  }

  #transferExtra(target: string, since: number): string {
    return JSON.stringify({
      extension: target,
      context: TRANSFER_CONTEXT,
      bridge_id: bridgeId(this.#line.channel.uniqueid, since),
      transferee_channel_name: this.#line.channel.name,
      transferee_channel_uniqueid: this.#line.channel.uniqueid,
    })
  }

  #nextFrom(from: number): number {
    const first = this.#pairFrom
    this.#pairFrom = 0
    return first > 0 ? first : from
  }

  #log(at: number, visit: Visit, agent: string, event: string, data: (string | number)[]): void {
    const callid = this.#line.channel.uniqueid
    this.#book.queueLog(at, { callid, queuename: visit.queue, agent, event, data })
  }

  #cdr(from: number, to: number, row: CallPair): void {
    const { number, name, did } = this.#call
    const seconds = clockSeconds(from, to)
    this.#book.cdr(from, {
      clid: `"${name}" <${number}>`,
      src: number,
      cnum: number,
      cnam: name,
      did,
      channel: this.#line.channel.name,
      uniqueid: this.#line.channel.uniqueid,
      linkedid: this.#line.channel.linkedid,
      duration: seconds,
      billsec: seconds,
      ...row,
    })
  }
}

type Pair = Pick<CdrRow, 'dst' | 'dcontext' | 'lastapp' | 'lastdata'> & { recordingfile: string }
type CallPair = Omit<Pair, 'recordingfile'> &
  Pick<CdrRow, 'disposition' | 'dstchannel' | 'userfield' | 'recordingfile'>

/** A bridge's id in the form of a UUID, made from the call so that it is the same each time. */
function bridgeId(uniqueid: string, at: number): string {
  const digits = `${uniqueid.replace(/\D/g, '')}${at}`.padEnd(32, '0').slice(0, 32)
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join('-')
}
