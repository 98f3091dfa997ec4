import type { Knex } from 'knex'
import { CodedError } from '#core/errors/coded_error'
import type { JsonPrimitive } from '#core/metadata/types'
import { SYSTEM_ORIGIN } from '#core/workflow/instances/engine_services'
import { checkSize } from '#core/workflow/instances/sizes'
import type { Live } from '#core/workflow/instances/live'
import { backoffBefore, policyOf } from '#core/workflow/instances/retries'
import type { StepBatch } from '#core/workflow/instances/step_batch'
import type { ProcessEvent, Wait } from '#core/workflow/kernel/types'
import { BusinessError, STILL_WAITING, type ActionDefinition } from '#core/workflow/types'

type Params = { [name: string]: JsonPrimitive }
type ActionWait = Extract<Wait, { kind: 'action' }>

const NEVER = new AbortController().signal

/** The same for every attempt of one wait. */
export const idempotencyKey = (instance: number, wait: string): string => `wf-${instance}-${wait}`

/** What a failure of an action is to the process: an error of the business, or null where it may pass when it is tried again. */
export function businessError(error: unknown, wait: string): ProcessEvent | null {
  if (error instanceof BusinessError) {
    const { code, message, result } = error
    return { type: 'error', wait, code, message, result }
  }
  if (error instanceof CodedError && error.status < 500) {
    const details = error.details.map(({ path, code, params = {} }) => ({ path, code, params }))
    const result = { code: error.code, params: error.params, details }
    return { type: 'error', wait, code: error.code, message: error.message, result }
  }
  return null
}

/** What is kept of a failure that is none of the business. */
export function failureOf(error: unknown, action: string): { code: string; params: Params } {
  if (error instanceof CodedError) return { code: error.code, params: error.params }
  return { code: 'E_WORKFLOW_ACTION_FAILED', params: { action } }
}

/** Does inside the transaction what a wait asks for; answers what that is to the process, or null while it goes on waiting. */
export class ActionRun {
  readonly #batch: StepBatch
  readonly #live: Live

  constructor(batch: StepBatch, live: Live) {
    this.#batch = batch
    this.#live = live
  }

  async run(wait: Wait, attempt: number): Promise<ProcessEvent | null> {
    if (wait.kind === 'decision') return this.#decide(wait)
    if (wait.kind !== 'action') return { type: 'done', wait: wait.id, result: null }
    const action = this.#batch.services.actions.get(wait.action)
    if (!action) {
      const params = { action: wait.action }
      return { type: 'failed', wait: wait.id, code: 'E_WORKFLOW_ACTION_UNKNOWN', params }
    }
    try {
      const result = await this.#perform(action, wait, attempt)
      if (result === STILL_WAITING) return null
      checkSize(result)
      return { type: 'done', wait: wait.id, result }
    } catch (error) {
      return this.#failed(error, wait, attempt)
    }
  }

  async #perform(action: ActionDefinition, wait: ActionWait, attempt: number) {
    const { trx } = this.#batch
    if (action.writes === false) return this.#call(action, wait, attempt, trx)
    /** A savepoint: an action that fails half-way leaves nothing of its half. */
    const result = await trx.transaction((inner) => this.#call(action, wait, attempt, inner))
    this.#batch.forgetRecords()
    return result
  }

  async #call(action: ActionDefinition, wait: ActionWait, attempt: number, trx: Knex.Transaction) {
    const { id, runAs, subject, graph } = this.#live
    const actor = await this.#batch.actor(runAs)
    return action.run(wait.config, {
      trx,
      actor,
      origin: SYSTEM_ORIGIN,
      instance: { id, process: graph.key },
      subject,
      node: wait.node,
      now: this.#batch.now,
      idempotencyKey: idempotencyKey(id, wait.id),
      attempt,
      signal: NEVER,
      startProcess: async (process, variables, about) => {
        const { userId, unitId } = actor
        const depth = this.#live.depth + 1
        const order = { process, variables, subject: about, userId, unitId, depth }
        const [started] = await this.#batch.start([order])
        return started as number
      },
    })
  }

  #failed(error: unknown, wait: ActionWait, attempt: number): ProcessEvent | null {
    const business = businessError(error, wait.id)
    if (business) return business
    const { services, jobs, now } = this.#batch
    services.logger.error(
      { err: error, instance: this.#live.id, node: wait.node },
      'a workflow action failed'
    )
    const policy = policyOf(wait.retry, 'transaction')
    if (attempt >= policy.attempts) {
      return { type: 'failed', wait: wait.id, ...failureOf(error, wait.action) }
    }
    jobs.push({
      name: 'core.workflow.action',
      payload: { instance: this.#live.id, wait: wait.id, attempt: attempt + 1 },
      key: `${this.#live.id}:${wait.id}:${attempt + 1}`,
      runAt: now.getTime() + backoffBefore(attempt + 1, policy),
    })
    return null
  }

  async #decide(wait: Extract<Wait, { kind: 'decision' }>): Promise<ProcessEvent> {
    const { services, trx, now } = this.#batch
    const answer = await services.decisions.evaluate(
      trx,
      wait.decision,
      wait.input,
      now.toISOString()
    )
    if ('code' in answer) return { type: 'failed', wait: wait.id, ...answer }
    return { type: 'done', wait: wait.id, result: answer.result }
  }
}
