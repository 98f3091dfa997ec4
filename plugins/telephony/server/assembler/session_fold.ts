import type { Instant } from '../model/assembled.js'
import type { QueueEvent } from './evidence.js'

export interface SessionSpan {
  queue: string | null
  interface: string | null
  timeText: string
  startedAt: Instant
  endedAt: Instant | null
}

/**
 * Folds ADDMEMBER … REMOVEMEMBER of one agent into sessions, one stream a queue. An ADDMEMBER while the agent is logged in
 * means that a restart of the PBX forgot the member (the session ended then), or nothing. A REMOVEMEMBER of a member that
 * never was added (a static one, or older than the log) makes no session.
 */
export class SessionFold {
  readonly #restarts: readonly Instant[]
  readonly #spans: SessionSpan[] = []
  readonly #open = new Map<string, SessionSpan>()

  /** @param restarts moments at which the PBX's queues started, ascending */
  constructor(restarts: readonly Instant[]) {
    this.#restarts = restarts
  }

  take({ row, at }: QueueEvent): void {
    switch (row.event) {
      case 'ADDMEMBER':
        this.#start(row.queuename, row.agent, row.time, at)
        return
      case 'REMOVEMEMBER':
        this.#end(row.queuename, at)
        return
      case 'AGENTLOGIN':
      case 'AGENTCALLBACKLOGIN':
        this.#start('', row.agent, row.time, at)
        return
      case 'AGENTLOGOFF':
      case 'AGENTCALLBACKLOGOFF':
        this.#end('', at)
    }
  }

  /** All sessions in order of their beginning; open ones have no end. */
  spans(): SessionSpan[] {
    return this.#spans
  }

  #start(queue: string, text: string, timeText: string, at: Instant): void {
    const open = this.#open.get(queue)
    if (open !== undefined) {
      const restart = this.#restarts.find((moment) => moment > open.startedAt && moment <= at)
      if (restart === undefined) return
      open.endedAt = restart
    }
    const span: SessionSpan = {
      queue: queue === '' || queue === 'NONE' ? null : queue,
      interface: text.includes('/') ? text : null,
      timeText,
      startedAt: at,
      endedAt: null,
    }
    this.#open.set(queue, span)
    this.#spans.push(span)
  }

  #end(queue: string, at: Instant): void {
    const open = this.#open.get(queue)
    if (open === undefined) return
    open.endedAt = at
    this.#open.delete(queue)
  }
}
