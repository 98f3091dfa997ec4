import type { Database } from '#core/database/database'

/** Calls are numbered as they come: so many more are looked up at once as the next pages will ask for. */
const AHEAD = 50_000

/** What was drawn and what was evaluated before, of the calls that were looked up. */
export class Taken {
  readonly #database: Database
  readonly #ahead: number
  /** The keys of agents, and the agents or their names, by call. */
  readonly #drawn = new Map<number, Set<string>>()
  readonly #evaluated = new Map<number, Set<number | string>>()
  #first = 0
  #last = -1

  constructor(database: Database, ahead = AHEAD) {
    this.#database = database
    this.#ahead = ahead
  }

  /** Looks up these calls, and others whose numbers lie between theirs or near to them. */
  async lookUp(calls: readonly number[]): Promise<void> {
    if (calls.length === 0) return
    let [least, most] = [Infinity, -Infinity]
    for (const call of calls) {
      if (call < least) least = call
      if (call > most) most = call
    }
    const ahead = this.#ahead
    if (this.#last < this.#first) {
      await this.#read(least, most + ahead)
      this.#first = least
      this.#last = most + ahead
      return
    }
    if (least < this.#first) {
      await this.#read(least - ahead, this.#first - 1)
      this.#first = least - ahead
    }
    if (most > this.#last) {
      await this.#read(this.#last + 1, most + ahead)
      this.#last = most + ahead
    }
  }

  async #read(first: number, last: number): Promise<void> {
    const knex = this.#database.read
    const drawn: { call: number; agent_key: string }[] = await knex('sample')
      .whereBetween('call', [first, last])
      .whereNull('deleted_at')
      .select('call', 'agent_key')
    for (const row of drawn) add(this.#drawn, row.call, row.agent_key)
    /** Whether they were for calibration is told here: asked of the database, SQLite would go over all that were not. */
    const evaluated: {
      call: number
      agent: number | null
      agent_name: string | null
      calibration: number | null
    }[] = await knex('evaluation')
      .whereBetween('call', [first, last])
      .whereNull('deleted_at')
      .select('call', 'agent', 'agent_name', 'calibration')
    for (const row of evaluated) {
      if (row.calibration === null)
        add(this.#evaluated, row.call, row.agent ?? row.agent_name ?? '')
    }
  }

  isDrawn(call: number, agentKey: string): boolean {
    return this.#drawn.get(call)?.has(agentKey) ?? false
  }

  isEvaluated(call: number, agent: number | string): boolean {
    return this.#evaluated.get(call)?.has(agent) ?? false
  }
}

function add<T>(to: Map<number, Set<T>>, call: number, who: T): void {
  const known = to.get(call)
  if (known) known.add(who)
  else to.set(call, new Set([who]))
}
