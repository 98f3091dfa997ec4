import type { Instant } from '../model/assembled.js'
import type { QueueEvent } from './evidence.js'

export interface PauseSpan {
  /** null: in all queues. */
  queue: string | null
  /** Queues that a pause in all queues touched. */
  queues: Set<string>
  reason: string
  endReason: string
  atJoin: boolean
  timeText: string
  startedAt: Instant
  endedAt: Instant | null
}

/** PAUSEALL and the PAUSE of each queue are written one after the other by one command. */
const ONE_COMMAND_MS = 2000

/**
 * Folds the pauses of one agent. PAUSEALL (queue NONE) comes with a PAUSE for each queue: those are parts of it, not pauses of
 * their own. A second PAUSEALL or PAUSE with another reason ends the pause and begins one. UNPAUSE may carry a reason.
 * ADDMEMBER with PAUSED is a pause without a PAUSE row; leaving the queue ends it.
 */
export class PauseFold {
  /** Commands for all queues, in order of time. */
  readonly #commands: readonly QueueEvent[]
  readonly #spans: PauseSpan[] = []
  readonly #byQueue = new Map<string, PauseSpan>()
  #all: PauseSpan | null = null
  /** Queues in which the pause in all queues still holds. */
  #remaining = new Set<string>()
  /** Queues whose PAUSE came before the PAUSEALL that it is part of (older versions). */
  readonly #early = new Set<string>()

  /** @param events the same events that will be taken, in order */
  constructor(events: readonly QueueEvent[]) {
    this.#commands = events.filter(
      ({ row }) => row.event === 'PAUSEALL' || row.event === 'UNPAUSEALL'
    )
  }

  take(event: QueueEvent): void {
    const { row, at } = event
    switch (row.event) {
      case 'PAUSEALL':
        this.#pauseAll(row.data1, row.time, at)
        return
      case 'UNPAUSEALL':
        this.#unpauseAll(row.data1, at)
        return
      case 'PAUSE':
        this.#pause(event)
        return
      case 'UNPAUSE':
        if (!this.#isPartOf('UNPAUSEALL', event)) this.#unpause(row.queuename, row.data1, at)
        return
      case 'ADDMEMBER':
        if (row.data1 === 'PAUSED' && !this.#byQueue.has(row.queuename)) {
          this.#open(row.queuename, '', row.time, at).atJoin = true
        }
        return
      case 'REMOVEMEMBER':
        this.#unpause(row.queuename, '', at)
    }
  }

  /** All pauses in order of their beginning; open ones have no end. */
  spans(): PauseSpan[] {
    return this.#spans
  }

  #pauseAll(reason: string, timeText: string, at: Instant): void {
    if (this.#all !== null) {
      if (this.#all.reason === reason) return
      this.#all.endedAt = at
    }
    for (const queue of [...this.#byQueue.keys()]) this.#close(queue, '', at)
    const queues = [...(this.#all?.queues ?? []), ...this.#early]
    this.#early.clear()
    this.#all = this.#span(null, reason, timeText, at)
    for (const queue of queues) this.#all.queues.add(queue)
    this.#remaining = new Set(queues)
  }

  #unpauseAll(reason: string, at: Instant): void {
    if (this.#all !== null) {
      this.#all.endedAt = at
      this.#all.endReason = reason
      this.#all = null
    }
    for (const queue of [...this.#byQueue.keys()]) this.#close(queue, reason, at)
  }

  #pause(event: QueueEvent): void {
    const { row, at } = event
    if (this.#isPartOf('PAUSEALL', event)) {
      this.#join(row.queuename, row.data1)
      return
    }
    if (this.#all?.reason === row.data1 && this.#remaining.has(row.queuename)) return
    const open = this.#byQueue.get(row.queuename)
    if (open !== undefined) {
      if (open.reason === row.data1) return
      this.#close(row.queuename, '', at)
    }
    this.#open(row.queuename, row.data1, row.time, at)
  }

  #join(queue: string, reason: string): void {
    if (this.#all === null || this.#all.reason !== reason) {
      this.#early.add(queue)
      return
    }
    this.#all.queues.add(queue)
    this.#remaining.add(queue)
  }

  /** A PAUSE or UNPAUSE of a queue that was written by a command for all queues. */
  #isPartOf(command: 'PAUSEALL' | 'UNPAUSEALL', { row, at }: QueueEvent): boolean {
    for (
      let index = this.#firstSince(at - ONE_COMMAND_MS);
      index < this.#commands.length;
      index += 1
    ) {
      const other = this.#commands[index]
      if (other === undefined || other.at > at + ONE_COMMAND_MS) return false
      if (other.row.event === command && other.row.data1 === row.data1) return true
    }
    return false
  }

  /** Index of the first command not before a moment (binary search). */
  #firstSince(moment: Instant): number {
    let low = 0
    let high = this.#commands.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#commands[middle]?.at ?? 0) < moment) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Ends a pause in one queue, or takes the queue out of the pause in all queues, which ends with its last queue. */
  #unpause(queue: string, reason: string, at: Instant): void {
    this.#close(queue, reason, at)
    if (this.#all === null || !this.#remaining.delete(queue) || this.#remaining.size > 0) return
    this.#all.endedAt = at
    this.#all.endReason = reason
    this.#all = null
  }

  #close(queue: string, reason: string, at: Instant): void {
    const open = this.#byQueue.get(queue)
    if (open === undefined) return
    open.endedAt = at
    open.endReason = reason
    this.#byQueue.delete(queue)
  }

  #open(queue: string, reason: string, timeText: string, at: Instant): PauseSpan {
    const span = this.#span(queue, reason, timeText, at)
    this.#byQueue.set(queue, span)
    return span
  }

  #span(queue: string | null, reason: string, timeText: string, at: Instant): PauseSpan {
    const span: PauseSpan = {
      queue,
      queues: new Set(),
      reason,
      endReason: '',
      atJoin: false,
      timeText,
      startedAt: at,
      endedAt: null,
    }
    this.#spans.push(span)
    return span
  }
}
