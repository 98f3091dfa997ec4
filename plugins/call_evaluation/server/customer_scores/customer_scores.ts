import type { Database } from '#core/database/database'
import type { Records } from '#core/records/records'
import type { RecordRow } from '#core/records/types'
import { E_NOT_FOUND } from '#core/errors/errors'
import { requirePermission } from '#core/security/guards'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import type { Actor, Origin } from '#core/security/types'
import { E_CUSTOMER_SCORE_KEY, E_CUSTOMER_SCORE_SCALE } from '../errors.js'
import { actingFor } from '../evaluations/acting_for.js'
import { idOf } from '../evaluations/assignments.js'
import { fifthOf, percentOf } from '../kernel/customer_scale.js'
import { SEEN_BY_AGENT } from '../kernel/life_cycle.js'
import type { CustomerMarks } from './customer_marks.js'

export interface NewCustomerScore {
  /** The call by its number here, or by an id that the exchange gave it. */
  call: { id: number } | { uniqueId: string }
  score: number
  scale: { min: number; max: number }
  source: string
  /** Names the mark at its source: sent again, it is the same mark. */
  key: string
  at: Date | null
  remark: string | null
}

/** Marks of customers that come from other systems. Bound as a singleton. */
export class CustomerScores {
  readonly #database: Database
  readonly #records: Records
  readonly #marks: CustomerMarks
  readonly #now: () => Date

  constructor(database: Database, records: Records, marks: CustomerMarks, now = () => new Date()) {
    this.#database = database
    this.#records = records
    this.#marks = marks
    this.#now = now
  }

  /**
   * Keeps a mark. One that is there already stays as it is.
   * @throws E_FORBIDDEN, E_NOT_FOUND, E_CUSTOMER_SCORE_SCALE, E_CUSTOMER_SCORE_KEY for another mark under the same key
   */
  async add(
    actor: Actor,
    origin: Origin,
    input: NewCustomerScore
  ): Promise<{ id: number; created: boolean }> {
    requirePermission(actor, 'call_evaluation.customer_scores')
    const { scale, score, source, key } = input
    if (scale.max <= scale.min || score < scale.min || score > scale.max) {
      throw new E_CUSTOMER_SCORE_SCALE({ score, min: scale.min, max: scale.max })
    }
    const call = await this.#call(actor, input.call)
    const known = await this.#known(source, key)
    if (known) {
      const same = idOf(known.call) === call.id && Number(known.score) === score
      if (!same) throw new E_CUSTOMER_SCORE_KEY({ key })
      return { id: known.id, created: false }
    }
    const { unit } = await this.#placeOf(call.id)
    const agent = idOf(call.agent_user)
    return this.#database.transaction(async (trx) => {
      const system = actingFor(actor)
      const values = {
        title: `#${call.id} ${source}`,
        call: call.id,
        agent,
        owner_id: agent,
        unit_id: unit,
        score,
        scale_min: scale.min,
        scale_max: scale.max,
        percent: Math.round(percentOf(score, scale) * 100) / 100,
        fifth: fifthOf(percentOf(score, scale)),
        source,
        external_key: key,
        remark: input.remark,
        given_at: (input.at ?? this.#now()).toISOString(),
      }
      const { id } = await this.#records.create(system, origin, 'customer_score', values, { trx })
      const filter = {
        and: [
          { path: 'call', op: 'eq' as const, value: call.id },
          { path: 'state', op: 'in' as const, value: [...SEEN_BY_AGENT] },
        ],
      }
      const query = { entity: 'evaluation', select: ['id'], filter, limit: 100 }
      const { rows } = await this.#records.query(SYSTEM_ACTOR, query, { trx })
      /** Those still being filled in get it with their next save: written now, it would come between the evaluator's saves. */
      const percent = await this.#marks.ofCall(trx, call.id)
      for (const row of rows) {
        await this.#records.update(
          system,
          origin,
          'evaluation',
          row.id,
          { customer_score: percent },
          { trx }
        )
      }
      return { id, created: true }
    })
  }

  async #call(actor: Actor, by: NewCustomerScore['call']): Promise<RecordRow> {
    const filter =
      'id' in by
        ? { path: 'id', op: 'eq' as const, value: by.id }
        : { path: 'unique_id', op: 'eq' as const, value: by.uniqueId }
    const { rows } = await this.#records.query(actor, { entity: 'call', select: ['id'], filter })
    const [found] = rows
    if (!found) throw new E_NOT_FOUND({ what: 'call' })
    return this.#records.get(SYSTEM_ACTOR, 'call', found.id, { select: ['agent_user'] })
  }

  async #placeOf(call: number): Promise<{ unit: number | null }> {
    const row: { unit_id: number | null } | undefined = await this.#database
      .read('call')
      .where('id', call)
      .first('unit_id')
    return { unit: row?.unit_id ?? null }
  }

  async #known(source: string, key: string): Promise<RecordRow | null> {
    const filter = {
      and: [
        { path: 'source', op: 'eq' as const, value: source },
        { path: 'external_key', op: 'eq' as const, value: key },
      ],
    }
    const select = ['call', 'score']
    const query = { entity: 'customer_score', select, filter, limit: 1 }
    const { rows } = await this.#records.query(SYSTEM_ACTOR, query)
    return rows[0] ?? null
  }
}
