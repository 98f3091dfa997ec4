import type { Knex } from 'knex'
import { runRows, type Dialect } from '#core/database/dialect'
import type { Values } from '#core/workflow/kernel/types'
import type { Triggers } from '#core/workflow/triggers/triggers'
import type { Call } from '../model/assembled.js'
import { CALL_ENDED, CALL_MISSED, CALL_SCORED, type CallTrigger } from './call_triggers.js'

export interface ToldCall {
  id: number
  call: Call
}

interface Links {
  id: number
  contact: number | null
  case: number | null
}

/** Tells the workflow engine of calls that have ended, in the transaction that stores them; each is told once. */
export class CallTeller {
  constructor(
    private readonly triggers: Triggers,
    private readonly dialect: Dialect,
    private readonly clock: () => Date = () => new Date()
  ) {}

  async tell(trx: Knex.Transaction, calls: readonly ToldCall[]): Promise<void> {
    const now = this.clock()
    const ended = calls.filter(({ call }) => call.kind === 'call' && call.endedAt !== null)
    if (ended.length === 0) return
    const awaited = new Set<CallTrigger>()
    for (const name of [CALL_MISSED, CALL_ENDED, CALL_SCORED] as const) {
      if (await this.triggers.isAwaited(trx, name)) awaited.add(name)
    }
    if (awaited.size === 0) return
    const links = await this.#links(trx, ended)
    for (const { id, call } of ended) {
      const variables = variablesOf(call, id, links.get(id), now)
      for (const name of happened(call)) {
        if (!awaited.has(name)) continue
        const subject = { entity: 'call', id }
        await this.triggers.fire(trx, name, { variables, subject, key: `${name}:${id}` })
      }
    }
  }

  async #links(trx: Knex.Transaction, calls: readonly ToldCall[]): Promise<Map<number, Links>> {
    const rows = await runRows<Links>(trx, {
      sql:
        `select id, contact, ${this.dialect.quote('case')} from ${this.dialect.quote('call')} ` +
        `where ${this.dialect.inJson('id', 'integer')}`,
      bindings: [JSON.stringify(calls.map(({ id }) => id))],
    })
    return new Map(rows.map((row) => [Number(row.id), row]))
  }
}

function happened(call: Call): CallTrigger[] {
  return [
    CALL_ENDED,
    ...(call.lost === null ? [] : [CALL_MISSED as CallTrigger]),
    ...(call.score === null ? [] : [CALL_SCORED as CallTrigger]),
  ]
}

const instant = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString()

function variablesOf(call: Call, id: number, links: Links | undefined, now: Date): Values {
  return {
    call: id,
    direction: call.direction,
    outcome: call.outcome,
    lost: call.lost,
    queue: call.lastQueue,
    number: call.externalNumber,
    started_at: instant(call.startedAt),
    ended_at: instant(call.endedAt),
    wait_seconds: call.waitSeconds,
    talk_seconds: call.talkSeconds,
    score: call.score,
    contact: links?.contact ?? null,
    case: links?.case ?? null,
    told_at: now.toISOString(),
  }
}
