import type { Knex } from 'knex'
import type { Json } from '#core/metadata/types'
import type { Notifications } from '#core/realtime/notifications'
import type { Records } from '#core/records/records'
import type { RecordInput } from '#core/records/types'
import type { Actors } from '#core/security/actors'
import { requirePermission } from '#core/security/guards'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import type { Actor, Origin } from '#core/security/types'
import type { Database } from '#core/database/database'
import { E_EVALUATION_EVALUATOR } from '../errors.js'
import { actingFor } from './acting_for.js'
import type { EvaluationForms } from './evaluation_forms.js'
import type { FormChoice } from './form_choice.js'

export interface NewEvaluation {
  call: number
  agent: number | null
  agentName: string | null
  evaluator: number
  /** Null: chosen by the rules of `evaluation_form_choice`. */
  form: string | null
  dueAt: Date | null
  calibration?: number
}

export interface AssignmentParts {
  database: Database
  records: Records
  actors: Actors
  forms: EvaluationForms
  choice: FormChoice
  notifications: Notifications
  now: () => Date
}

/** Gives people calls to evaluate. Bound as a singleton. */
export class Assignments {
  readonly #parts: AssignmentParts

  constructor(parts: AssignmentParts) {
    this.#parts = parts
  }

  /** Whether somebody may be given evaluations: active, and may write own ones. */
  async canEvaluate(user: number): Promise<boolean> {
    const { database, actors } = this.#parts
    const known: unknown = await database
      .read('users')
      .where({ id: user, active: true })
      .whereNull('deleted_at')
      .first('id')
    if (!known) return false
    const actor = await actors.load(user)
    return actor.access.depth('evaluation', 'update') !== 'none'
  }

  /** One call, by a person. @throws E_FORBIDDEN, E_NOT_FOUND, E_EVALUATION_FORM, E_EVALUATION_EVALUATOR */
  async assign(
    actor: Actor,
    origin: Origin,
    input: { call: number; evaluator: number; form: string | null; dueAt: Date | null }
  ): Promise<{ id: number }> {
    requirePermission(actor, 'call_evaluation.assign')
    const { records, database } = this.#parts
    await records.get(actor, 'call', input.call, { select: ['id'] })
    const facts = await records.get(SYSTEM_ACTOR, 'call', input.call, {
      select: ['agent', 'agent_name', 'agent_user'],
    })
    const agent = idOf(facts.agent_user)
    const agentName = textOf(facts.agent_name) ?? textOf(facts.agent)
    const ids = await database.transaction((trx) =>
      this.create(trx, actor, origin, [{ ...input, agent, agentName }])
    )
    return { id: ids[0] ?? 0 }
  }

  /**
   * Many, in the caller's transaction; each evaluator is told once. Rights are the caller's to check.
   * @returns ids in the order given
   */
  async create(
    trx: Knex.Transaction,
    actor: Actor,
    origin: Origin,
    list: readonly NewEvaluation[]
  ): Promise<number[]> {
    const { records, forms, choice, notifications, now } = this.#parts
    for (const form of new Set(list.map((each) => each.form)))
      if (form !== null) forms.current(form)
    const open = list.filter(({ form }) => form === null).map(({ call }) => call)
    const chosen = open.length > 0 ? await choice.forCalls(open, trx) : new Map<number, string>()
    for (const { evaluator, agent } of list) {
      if (evaluator === agent) throw new E_EVALUATION_EVALUATOR({ user: evaluator })
    }
    for (const user of new Set(list.map(({ evaluator }) => evaluator))) {
      if (!(await this.canEvaluate(user))) throw new E_EVALUATION_EVALUATOR({ user })
    }
    const units = await unitsOf(trx, list)
    const system = actingFor(actor)
    const ids: number[] = []
    for (const each of list) {
      const values: RecordInput = {
        title: `#${each.call} ${each.agentName ?? ''}`.trim(),
        call: each.call,
        agent: each.agent,
        agent_name: each.agentName,
        evaluator: each.evaluator,
        owner_id: each.evaluator,
        unit_id: units.get(each.agent ?? 0) ?? units.get(each.evaluator) ?? null,
        form_name: each.form ?? chosen.get(each.call) ?? choice.otherwise(),
        calibration: each.calibration ?? null,
        state: 'assigned',
        assigned_at: now().toISOString(),
        due_at: each.dueAt?.toISOString() ?? null,
      } satisfies Record<string, Json>
      const record = await records.create(system, origin, 'evaluation', values, { trx })
      ids.push(record.id)
    }
    for (const user of new Set(list.map(({ evaluator }) => evaluator))) {
      const count = list.filter(({ evaluator }) => evaluator === user).length
      await notifications.add(trx, {
        userId: user,
        kind: 'call_evaluation.assigned',
        params: { count },
        link: '/quality/inbox',
      })
    }
    return ids
  }
}

async function unitsOf(
  trx: Knex.Transaction,
  list: readonly NewEvaluation[]
): Promise<Map<number, number | null>> {
  const people = [...new Set(list.flatMap(({ agent, evaluator }) => [agent ?? 0, evaluator]))]
  const units = new Map<number, number | null>()
  for (let from = 0; from < people.length; from += 500) {
    const rows: { id: number; unit: number | null }[] = await trx('users')
      .whereIn('id', people.slice(from, from + 500))
      .select('id', 'unit')
    for (const { id, unit } of rows) units.set(id, unit)
  }
  return units
}

export function idOf(value: unknown): number | null {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null
  return typeof value.id === 'number' ? value.id : null
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
