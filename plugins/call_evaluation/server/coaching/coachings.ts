import { DateTime } from 'luxon'
import type { Database } from '#core/database/database'
import { localized } from '#core/i18n/catalogue'
import type { Metadata } from '#core/metadata/metadata'
import type { Notifications } from '#core/realtime/notifications'
import type { Records } from '#core/records/records'
import { requirePermission } from '#core/security/guards'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import type { Actor, Origin } from '#core/security/types'
import { E_COACHING_CRITERION } from '../errors.js'
import { actingFor } from '../evaluations/acting_for.js'
import { idOf } from '../evaluations/assignments.js'
import type { CriterionMarks, MarkAt } from './criterion_marks.js'

/** How far back marks count as those before the coaching. */
export const BEFORE_DAYS = 90

export interface NewCoaching {
  agent: number
  form: string
  criterion: string
  goal: string
  dueOn: string | null
  target: number | null
}
export interface CoachingProgress {
  began: string
  ended: string | null
  target: number | null
  before: { mean: number | null; count: number }
  after: { mean: number | null; count: number }
  /** One by one, as far as the reader may see them. */
  marks: MarkAt[]
}

export interface CoachingParts {
  database: Database
  records: Records
  metadata: Metadata
  notifications: Notifications
  marks: CriterionMarks
  now: () => Date
}

/** Coaching of agents from weak criteria. Bound as a singleton. */
export class Coachings {
  readonly #parts: CoachingParts

  constructor(parts: CoachingParts) {
    this.#parts = parts
  }

  /**
   * Begins one; whoever asks is the coach, and the agent is told.
   * @throws E_FORBIDDEN, E_NOT_FOUND, E_COACHING_CRITERION where the form has no such criterion
   */
  async begin(actor: Actor, origin: Origin, input: NewCoaching): Promise<{ id: number }> {
    requirePermission(actor, 'call_evaluation.coach')
    const { records, database, metadata, notifications, marks, now } = this.#parts
    const element = metadata.current().form.get(input.form)?.elements[input.criterion]
    if (element?.kind !== 'question' || !element.scoring) {
      throw new E_COACHING_CRITERION({ criterion: input.criterion })
    }
    await records.get(actor, 'user', input.agent, { select: ['id'] })
    const person = await records.get(SYSTEM_ACTOR, 'user', input.agent, {
      select: ['name', 'unit'],
    })
    const criterion = localized(element.definition.label, actor.language)
    const began = now()
    const since = DateTime.fromJSDate(began).minus({ days: BEFORE_DAYS }).toJSDate()
    return database.transaction(async (trx) => {
      const before = await marks.mean(trx, input, since, began)
      const values = {
        title: `${criterion} – ${String(person.name)}`,
        agent: input.agent,
        coach: actor.userId,
        owner_id: input.agent,
        unit_id: idOf(person.unit),
        state: 'open',
        goal: input.goal,
        due_on: input.dueOn,
        target_percent: input.target,
        form_name: input.form,
        criterion: input.criterion,
        before_mean: before.mean,
        before_count: before.count,
        after_mean: null,
        after_count: 0,
        began_at: began.toISOString(),
      }
      const system = actingFor(actor)
      const { id } = await records.create(system, origin, 'coaching', values, { trx })
      await notifications.add(trx, {
        userId: input.agent,
        kind: 'call_evaluation.coaching',
        params: { criterion },
        link: `/records/coaching/${id}`,
      })
      return { id }
    })
  }

  /** Means before and since, and the marks themselves. @throws E_NOT_FOUND, E_FORBIDDEN, E_FIELD_FORBIDDEN */
  async progress(actor: Actor, id: number): Promise<CoachingProgress> {
    const { records, database, marks, now } = this.#parts
    const row = await records.get(actor, 'coaching', id)
    const of = {
      agent: idOf(row.agent) ?? 0,
      form: String(row.form_name),
      criterion: String(row.criterion),
    }
    const began = new Date(String(row.began_at))
    const ended = typeof row.ended_at === 'string' ? new Date(row.ended_at) : null
    const zone = actor.timeZone
    const since = DateTime.fromJSDate(began, { zone }).minus({ days: BEFORE_DAYS })
    const until = DateTime.fromJSDate(ended ?? now(), { zone })
    const days = { from: since.toISODate() ?? '', to: until.toISODate() ?? '' }
    const [after, series] = await Promise.all([
      marks.mean(database.read, of, began, ended ?? now()),
      marks.series(actor, of, days),
    ])
    return {
      began: began.toISOString(),
      ended: ended?.toISOString() ?? null,
      target: numberOf(row.target_percent),
      before: { mean: numberOf(row.before_mean), count: numberOf(row.before_count) ?? 0 },
      after,
      marks: series,
    }
  }
}

function numberOf(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value)
}
