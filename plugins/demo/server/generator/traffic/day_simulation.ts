import { MAIN_LINE, desks, queues, type DemoQueue } from '../bank/staff.js'
import { MINUTE, SECOND, type Day } from '../days.js'
import type { Random } from '../random.js'
import { arrivals, lateArrivals, openingHours } from './arrivals.js'
import type { CallerBook } from './caller_book.js'
import { EventQueue } from './event_queue.js'
import { shiftsOf, type Shift } from './shifts.js'
import type { DayTraffic, DialledCall, InboundCall, Presence, Ring, Visit } from './types.js'

const RING_SECONDS = 15
const RETRY_SECONDS = 3
const MAXIMUM_WAIT = 240
const WRAP_UP = 8
const PATIENCE_MEAN = 170

interface Waiting {
  call: InboundCall
  visit: Visit
  random: Random
  queue: DemoQueue
  /** Not offered before. */
  retryAt: number
  ringing: Ring | null
  left: boolean
}

interface Phone {
  extension: string
  queues: string[]
  state: 'off' | 'free' | 'busy' | 'paused'
  freeSince: number
  pauseWanted: string | null
  leaving: boolean
}

/**
 * One day at the demo PBX as a discrete-event simulation: callers come, wait, lose patience; queues offer each waiting caller to
 * the agent who has been free longest; agents log in, pause, answer, miss, pass on and dial out.
 *
 * @param random drawn from for this day only: other days change nothing here
 */
export function simulateDay(
  random: Random,
  day: Day,
  book: CallerBook,
  agents: Parameters<typeof shiftsOf>[2]
): DayTraffic {
  const simulation = new DaySimulation(random, book)
  simulation.plan(day, shiftsOf(random.fork('shifts'), day, agents))
  return simulation.run()
}

class DaySimulation {
  readonly #random: Random
  readonly #book: CallerBook
  readonly #events = new EventQueue()
  readonly #phones = new Map<string, Phone>()
  readonly #waiting = new Map<string, Waiting[]>()
  readonly #inbound: InboundCall[] = []
  readonly #dialled: DialledCall[] = []
  readonly #presence: Presence[] = []
  #now = 0

  constructor(random: Random, book: CallerBook) {
    this.#random = random
    this.#book = book
    for (const queue of queues) this.#waiting.set(queue.number, [])
  }

  plan(day: Day, shifts: Shift[]): void {
    const comes = this.#random.fork('arrivals')
    arrivals(comes, day).forEach((moment, index) => {
      const own = this.#random.fork(`call ${index}`)
      this.#events.schedule(moment, () => this.#arrive(own))
    })
    lateArrivals(this.#random.fork('late'), day).forEach((moment, index) => {
      const own = this.#random.fork(`late ${index}`)
      this.#events.schedule(moment, () => this.#arriveClosed(own))
    })
    for (const shift of shifts) this.#planShift(shift)
    const hours = openingHours(day)
    if (hours) this.#planInternalCalls(hours.opens, hours.closes)
  }

  run(): DayTraffic {
    this.#events.run((moment) => {
      this.#now = moment
    })
    return { inbound: this.#inbound, dialled: this.#dialled, presence: this.#presence }
  }

  #planShift(shift: Shift): void {
    const extension = shift.agent.extension
    if (extension === null) return
    const phone: Phone = {
      extension,
      queues: shift.agent.queues,
      state: 'off',
      freeSince: 0,
      pauseWanted: null,
      leaving: false,
    }
    this.#phones.set(extension, phone)
    this.#events.schedule(shift.from, () => {
      this.#tell(phone, 'login', '')
      this.#release(phone)
    })
    for (const pause of shift.pauses) {
      this.#events.schedule(pause.from, () => this.#wantPause(phone, pause.reason))
      this.#events.schedule(pause.to, () => this.#endPause(phone))
    }
    this.#events.schedule(shift.to, () => {
      phone.leaving = true
      if (phone.state === 'free' || phone.state === 'paused') this.#leave(phone)
    })
    const dials = this.#random.fork(`dials ${extension}`)
    const count = Math.max(0, Math.round(dials.normal(4, 2)))
    for (let index = 0; index < count; index++) {
      const moment = shift.from + Math.floor(dials.next() * (shift.to - shift.from - 5 * MINUTE))
      const own = dials.fork(index)
      this.#events.schedule(moment, () => this.#dialOut(phone, own))
    }
  }

  #planInternalCalls(opens: number, closes: number): void {
    const random = this.#random.fork('internal')
    for (let index = 0; index < 8; index++) {
      const own = random.fork(index)
      const moment = opens + Math.floor(random.next() * (closes - opens))
      this.#events.schedule(moment, () => this.#callDesk(own))
    }
  }

  // Callers

  #arrive(random: Random): void {
    const caller = this.#book.incoming(random)
    const queue = random.weighted(queues.map((item) => [item, item.weight] as const))
    const ivr = random.chance(0.72)
    const call: InboundCall = {
      kind: 'inbound',
      number: caller.number,
      name: caller.name,
      did: ivr ? MAIN_LINE : queue.did,
      arrivedAt: this.#now,
      endedAt: this.#now,
      ivr,
      closed: false,
      visits: [],
      desk: null,
      survey: null,
    }
    this.#inbound.push(call)
    const menu = ivr ? Math.floor((3 + random.exponential(5)) * SECOND) : 300
    if (ivr && random.chance(0.055)) {
      call.endedAt = this.#now + menu
      return
    }
    this.#events.schedule(this.#now + menu, () => this.#enter(call, queue, random))
  }

  #arriveClosed(random: Random): void {
    const caller = this.#book.incoming(random)
    this.#inbound.push({
      kind: 'inbound',
      number: caller.number,
      name: caller.name,
      did: MAIN_LINE,
      arrivedAt: this.#now,
      endedAt: this.#now + random.int(4, 14) * SECOND,
      ivr: false,
      closed: true,
      visits: [],
      desk: null,
      survey: null,
    })
  }

  #enter(call: InboundCall, queue: DemoQueue, random: Random): void {
    const line = this.#line(queue.number)
    const visit: Visit = {
      queue: queue.number,
      enteredAt: this.#now,
      position: line.length + 1,
      rings: [],
      exit: { kind: 'answered' },
      talk: null,
    }
    call.visits.push(visit)
    const waiting: Waiting = { call, visit, random, queue, retryAt: 0, ringing: null, left: false }
    line.push(waiting)
    const patience = Math.floor((4 + random.exponential(PATIENCE_MEAN)) * SECOND)
    const byKey = random.chance(0.06)
    this.#events.schedule(this.#now + Math.min(patience, MAXIMUM_WAIT * SECOND), () =>
      this.#giveUp(
        waiting,
        patience > MAXIMUM_WAIT * SECOND ? 'timeout' : byKey ? 'key' : 'abandoned'
      )
    )
    this.#offer()
  }

  #giveUp(waiting: Waiting, kind: 'abandoned' | 'timeout' | 'key'): void {
    if (waiting.left) return
    const position = this.#line(waiting.visit.queue).indexOf(waiting) + 1
    this.#takeOut(waiting)
    if (waiting.ringing) {
      waiting.ringing.to = this.#now
      waiting.ringing.result = kind === 'timeout' ? 'rang_out' : 'cancelled'
      this.#freeAgain(waiting.ringing.agent)
    }
    const { visit, call } = waiting
    if (kind === 'key') visit.exit = { kind, at: this.#now, position, key: '0' }
    else visit.exit = { kind, at: this.#now, position }
    call.endedAt = this.#now + (kind === 'abandoned' ? 0 : waiting.random.int(3, 6) * SECOND)
    this.#offer()
  }

  // Offers

  /** Offers waiting callers, first come first, to agents who have been free longest. */
  #offer(): void {
    for (const line of this.#waiting.values()) {
      for (const waiting of [...line]) {
        if (waiting.left || waiting.ringing || waiting.retryAt > this.#now) continue
        const phone = this.#longestFree(waiting.visit.queue)
        if (!phone) break
        this.#ring(waiting, phone)
      }
    }
  }

  #longestFree(queue: string): Phone | null {
    let best: Phone | null = null
    for (const phone of this.#phones.values()) {
      if (phone.state !== 'free' || !phone.queues.includes(queue)) continue
      if (phone.freeSince > this.#now) continue
      if (!best || phone.freeSince < best.freeSince) best = phone
    }
    return best
  }

  #ring(waiting: Waiting, phone: Phone): void {
    const ring: Ring = {
      agent: phone.extension,
      from: this.#now,
      to: this.#now,
      result: 'rang_out',
    }
    phone.state = 'busy'
    waiting.ringing = ring
    waiting.visit.rings.push(ring)
    const fate = waiting.random.next()
    if (fate < 0.025) {
      this.#events.schedule(this.#now + 700, () => this.#unanswered(waiting, ring, 'rejected'))
    } else if (fate < 0.1) {
      this.#events.schedule(this.#now + RING_SECONDS * SECOND, () =>
        this.#unanswered(waiting, ring, 'rang_out')
      )
    } else {
      const seconds = 1.5 + Math.min(RING_SECONDS - 3, waiting.random.exponential(3))
      this.#events.schedule(this.#now + Math.floor(seconds * SECOND), () =>
        this.#answer(waiting, ring, phone)
      )
    }
  }

  #unanswered(waiting: Waiting, ring: Ring, result: 'rang_out' | 'rejected'): void {
    if (waiting.ringing !== ring || waiting.left) return
    ring.to = this.#now
    ring.result = result
    waiting.ringing = null
    waiting.retryAt = this.#now + RETRY_SECONDS * SECOND
    this.#freeAgain(ring.agent)
    this.#events.schedule(waiting.retryAt, () => this.#offer())
  }

  #answer(waiting: Waiting, ring: Ring, phone: Phone): void {
    if (waiting.ringing !== ring || waiting.left) return
    ring.to = this.#now
    ring.result = 'answered'
    this.#takeOut(waiting)
    const { call, visit, random, queue } = waiting
    const seconds = Math.min(1500, Math.max(9, random.logNormal(queue.medianTalk, 0.62)))
    const end = this.#now + Math.floor(seconds * SECOND)
    const passed = call.visits.length === 1 && random.chance(0.05)
    const byAgent = random.chance(0.42)
    visit.talk = {
      agent: phone.extension,
      from: this.#now,
      to: end,
      endedBy: passed ? 'transfer' : byAgent ? 'agent' : 'caller',
    }
    call.endedAt = end
    this.#events.schedule(end, () => {
      if (passed) this.#passOn(call, queue, random)
      else if (byAgent) this.#survey(call, random)
      this.#wrapUp(phone, random)
    })
  }

  /** The agent passes the caller to another queue or to a supervisor's telephone. */
  #passOn(call: InboundCall, from: DemoQueue, random: Random): void {
    if (random.chance(0.45)) {
      const other = random.pick(queues.filter((queue) => queue.number !== from.number))
      this.#events.schedule(this.#now + 200, () => this.#enter(call, other, random))
      return
    }
    const desk = random.pick(desks)
    const ringAt = this.#now + 150
    const answered = random.chance(0.85)
    const answeredAt = answered ? ringAt + random.int(2, 9) * SECOND : null
    const endedAt =
      answeredAt === null
        ? ringAt + 20 * SECOND
        : answeredAt + Math.floor(Math.max(8, random.logNormal(90, 0.6)) * SECOND)
    call.desk = { extension: desk.extension ?? '', ringAt, answeredAt, endedAt }
    call.endedAt = endedAt
  }

  /** After the agent has hung up the caller may stay and give a mark. */
  #survey(call: InboundCall, random: Random): void {
    const asked = this.#now + random.int(3, 7) * SECOND
    call.endedAt = asked
    if (!random.chance(0.62)) return
    const score = random.weighted([
      [1, 5],
      [2, 5],
      [3, 12],
      [4, 30],
      [5, 48],
    ])
    call.survey = { score, at: asked }
    call.endedAt = asked + 2 * SECOND
  }

  // Agents

  #wrapUp(phone: Phone, random: Random): void {
    const seconds = WRAP_UP + random.exponential(9)
    this.#events.schedule(this.#now + Math.floor(seconds * SECOND), () => this.#release(phone))
  }

  #freeAgain(extension: string): void {
    const phone = this.#phones.get(extension)
    if (phone) this.#release(phone)
  }

  /** The agent has nothing to do any more: goes, pauses or takes the next call. */
  #release(phone: Phone): void {
    if (phone.leaving) {
      this.#leave(phone)
      return
    }
    if (phone.pauseWanted !== null) {
      phone.state = 'paused'
      this.#tell(phone, 'pause', phone.pauseWanted)
      return
    }
    phone.state = 'free'
    phone.freeSince = this.#now
    this.#offer()
  }

  #leave(phone: Phone): void {
    if (phone.state === 'off') return
    if (phone.state === 'paused') this.#tell(phone, 'unpause', '')
    phone.state = 'off'
    this.#tell(phone, 'logout', '')
  }

  #wantPause(phone: Phone, reason: string): void {
    if (phone.state === 'off') return
    phone.pauseWanted = reason
    if (phone.state === 'free') this.#release(phone)
  }

  #endPause(phone: Phone): void {
    phone.pauseWanted = null
    if (phone.state !== 'paused') return
    this.#tell(phone, 'unpause', '')
    this.#release(phone)
  }

  // Calls that telephones make

  #dialOut(phone: Phone, random: Random): void {
    if (phone.state !== 'free' || phone.leaving) return
    phone.state = 'busy'
    const call = this.#dial(random, 'outbound', phone.extension, this.#book.outgoing(random))
    this.#events.schedule(call.endedAt, () => this.#wrapUp(phone, random))
  }

  #callDesk(random: Random): void {
    const free = [...this.#phones.values()].filter((phone) => phone.state === 'free')
    if (free.length === 0) return
    const phone = random.pick(free)
    phone.state = 'busy'
    const desk = random.pick(desks).extension ?? ''
    const call = this.#dial(random, 'internal', phone.extension, desk)
    this.#events.schedule(call.endedAt, () => this.#release(phone))
  }

  #dial(random: Random, kind: DialledCall['kind'], from: string, to: string): DialledCall {
    const result = random.weighted([
      ['answered', 68],
      ['no_answer', 18],
      ['busy', 10],
      ['failed', kind === 'outbound' ? 4 : 0],
    ] as const)
    const startedAt = this.#now
    const ring = result === 'no_answer' ? 25 : result === 'answered' ? random.int(3, 15) : 2
    const answeredAt = result === 'answered' ? startedAt + ring * SECOND : null
    const talk = Math.max(6, random.logNormal(kind === 'outbound' ? 85 : 45, 0.7))
    const endedAt =
      answeredAt === null ? startedAt + ring * SECOND : answeredAt + Math.floor(talk * SECOND)
    const hungUpBy = random.chance(0.6) ? 'caller' : 'callee'
    const call: DialledCall = { kind, from, to, startedAt, answeredAt, endedAt, result, hungUpBy }
    this.#dialled.push(call)
    return call
  }

  #line(queue: string): Waiting[] {
    const line = this.#waiting.get(queue)
    if (!line) throw new RangeError(`No queue ${queue}`)
    return line
  }

  #takeOut(waiting: Waiting): void {
    waiting.left = true
    const line = this.#line(waiting.visit.queue)
    line.splice(line.indexOf(waiting), 1)
  }

  #tell(phone: Phone, event: Presence['event'], reason: string): void {
    this.#presence.push({
      agent: phone.extension,
      at: this.#now,
      event,
      queues: phone.queues,
      reason,
    })
  }
}
