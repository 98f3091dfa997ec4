import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { CodedError } from '#core/errors/coded_error'
import type { Jobs } from '#core/jobs/jobs'
import type { Json } from '#core/metadata/types'
import type { Records } from '#core/records/records'
import type { RecordRow } from '#core/records/types'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import type { Actor, Origin } from '#core/security/types'
import {
  E_EVALUATION_NEEDS_REASON,
  E_EVALUATION_NEEDS_SCORE,
  E_EVALUATION_NOT_YOURS,
  E_EVALUATION_STEP,
} from '../errors.js'
import {
  stepsOpen,
  takeStep,
  type Part,
  type State,
  type StepName,
  type StepRefusal,
} from '../kernel/life_cycle.js'
import { actingFor } from './acting_for.js'
import { idOf } from './assignments.js'

export interface StepInput {
  reason: string | null
  version: number
}

/** Leads evaluations through their life. Bound as a singleton. */
export class EvaluationSteps {
  readonly #database: Database
  readonly #records: Records
  readonly #jobs: Jobs
  readonly #now: () => Date

  constructor(database: Database, records: Records, jobs: Jobs, now = () => new Date()) {
    this.#database = database
    this.#records = records
    this.#jobs = jobs
    this.#now = now
  }

  /** What the actor may do with it now. @throws E_NOT_FOUND */
  async open(
    actor: Actor,
    id: number
  ): Promise<{ state: State; steps: StepName[]; formName: string }> {
    await this.#records.get(actor, 'evaluation', id, { select: ['id'] })
    const record = await this.#records.get(SYSTEM_ACTOR, 'evaluation', id)
    const state = record.state as State
    const steps = stepsOpen({ state, parts: partsOf(actor, record) })
    return { state, steps, formName: String(record.form_name) }
  }

  /** @throws E_NOT_FOUND, E_STALE_VERSION, and a code for each reason why not (see `life_cycle.ts`) */
  async take(
    actor: Actor,
    origin: Origin,
    id: number,
    step: StepName,
    { reason, version }: StepInput
  ): Promise<{ state: State; version: number }> {
    return this.#database.transaction((trx) =>
      this.takeIn(trx, actor, origin, id, step, { reason, version })
    )
  }

  /** As `take`, in the caller's transaction. */
  async takeIn(
    trx: Knex.Transaction,
    actor: Actor,
    origin: Origin,
    id: number,
    step: StepName,
    { reason, version }: StepInput
  ): Promise<{ state: State; version: number }> {
    await this.#records.get(actor, 'evaluation', id, { select: ['id'], trx })
    const record = await this.#records.get(SYSTEM_ACTOR, 'evaluation', id, { trx })
    const result = takeStep(step, {
      state: record.state as State,
      parts: partsOf(actor, record),
      hasScore: record.score !== null && record.complete === true,
      reason,
    })
    if ('code' in result) return refuse(result)
    const values = { state: result.to, ...this.#marksOf(step, reason, record) }
    const written = await this.#records.update(actingFor(actor), origin, 'evaluation', id, values, {
      trx,
      version,
    })
    if (step === 'publish') {
      await this.#jobs.enqueue(trx, 'call_evaluation.show_agent', { id }, { key: String(id) })
    }
    return { state: result.to, version: written.version }
  }

  /** Publishes each as it stands, by itself: what cannot be published keeps no other from it. */
  async publishAll(
    actor: Actor,
    origin: Origin,
    ids: readonly number[]
  ): Promise<{ published: number[]; failed: { id: number; code: string }[] }> {
    const published: number[] = []
    const failed: { id: number; code: string }[] = []
    for (const id of ids) {
      try {
        const { version } = await this.#records.get(actor, 'evaluation', id, { select: ['id'] })
        await this.take(actor, origin, id, 'publish', { reason: null, version })
        published.push(id)
      } catch (error) {
        if (!(error instanceof CodedError)) throw error
        failed.push({ id, code: error.code })
      }
    }
    return { published, failed }
  }

  #marksOf(step: StepName, reason: string | null, record: RecordRow): Record<string, Json> {
    const now = this.#now().toISOString()
    switch (step) {
      case 'finish':
        return { finished_at: now }
      case 'publish':
        return { published_at: now }
      case 'dispute':
        return {
          dispute_reason: reason,
          disputed_answers: record.answers as Json,
          disputed_score: record.score as Json,
        }
      case 'uphold':
      case 'rescore':
        return { decision_reason: reason }
      default:
        return {}
    }
  }
}

/** Nobody decides about their own call, and what was scored for a calibration is nobody's to publish. */
function partsOf(actor: Actor, record: RecordRow): Set<Part> {
  const parts = new Set<Part>()
  const isAgent = idOf(record.agent) === actor.userId
  if (idOf(record.evaluator) === actor.userId) parts.add('evaluator')
  if (isAgent) parts.add('agent')
  const decides = actor.access.can('call_evaluation.publish')
  if (decides && !isAgent && idOf(record.calibration) === null) parts.add('publisher')
  return parts
}

function refuse(refusal: StepRefusal): never {
  switch (refusal.code) {
    case 'E_EVALUATION_STEP':
      throw new E_EVALUATION_STEP({ state: refusal.state })
    case 'E_EVALUATION_NOT_YOURS':
      throw new E_EVALUATION_NOT_YOURS({ part: refusal.part })
    case 'E_EVALUATION_NEEDS_SCORE':
      throw new E_EVALUATION_NEEDS_SCORE()
    case 'E_EVALUATION_NEEDS_REASON':
      throw new E_EVALUATION_NEEDS_REASON()
  }
}
