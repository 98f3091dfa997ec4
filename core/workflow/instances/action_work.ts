import type { JobContext } from '#core/jobs/types'
import { businessError, failureOf, idempotencyKey } from '#core/workflow/instances/action_run'
import { actorOf, SYSTEM_ORIGIN } from '#core/workflow/instances/engine_services'
import { backoffBefore, policyOf } from '#core/workflow/instances/retries'
import { checkSize } from '#core/workflow/instances/sizes'
import type { Workflows } from '#core/workflow/instances/workflows'
import type { ProcessEvent, ProcessState, Wait } from '#core/workflow/kernel/types'
import { STILL_WAITING, type ActionDefinition } from '#core/workflow/types'
import type { StateRow } from '#core/workflow/instances/instance_rows'
import { E_WORKFLOW_ACTION_UNKNOWN } from '#core/workflow/errors'

export interface ActionPayload {
  instance: number
  wait: string
  attempt: number
}
type ActionWait = Extract<Wait, { kind: 'action' }>

/**
 * The work of actions of mode `job`, and further attempts of the others. It is done at least once and always under the same
 * idempotency key; its result is delivered once, because the wait is closed with it.
 */
export class ActionWork {
  readonly #workflows: Workflows

  constructor(workflows: Workflows) {
    this.#workflows = workflows
  }

  async perform(payload: ActionPayload, context: JobContext): Promise<void> {
    const { services } = this.#workflows
    const { instance, wait: id, attempt } = payload
    const [row] = await services.rows.states(services.database.read, [instance])
    const wait = row && openWait(row, id)
    if (!row || !wait) return
    const action = services.actions.get(wait.action)
    if (action && action.mode !== 'job') return this.#inside(payload)
    let event: ProcessEvent
    try {
      if (!action) throw new E_WORKFLOW_ACTION_UNKNOWN({ action: wait.action })
      const result = await this.#run(action, row, wait, attempt, context)
      checkSize(result)
      event = { type: 'done', wait: id, result }
    } catch (error) {
      /** The process stops or the job was taken from us: whoever has it next does it again. */
      if (context.signal.aborted) throw error
      const failed = this.#failed(error, wait)
      const policy = policyOf(wait.retry, 'job')
      if (failed.type === 'failed' && attempt < policy.attempts) {
        return this.#again(payload, backoffBefore(attempt + 1, policy))
      }
      event = failed
    }
    await this.#workflows.work(async (batch) => {
      await batch.load([instance])
      const live = batch.lives.get(instance)
      if (live?.state.waits[id]) await batch.deliver([{ to: live, event }])
    })
  }

  async #run(
    action: ActionDefinition,
    row: StateRow,
    wait: ActionWait,
    attempt: number,
    { signal, now }: JobContext
  ) {
    const { actors } = this.#workflows.services
    const { instance_id: id, process, subject_entity: entity, subject_id: subject } = row
    const result = await action.run(wait.config, {
      trx: null,
      actor: await actorOf(actors, row.run_as),
      origin: SYSTEM_ORIGIN,
      instance: { id, process },
      subject: entity && subject ? { entity, id: subject } : null,
      node: wait.node,
      now,
      idempotencyKey: idempotencyKey(id, wait.id),
      attempt,
      signal,
      startProcess: async () => {
        throw new Error('An action of mode "job" starts no process')
      },
    })
    return result === STILL_WAITING ? null : result
  }

  #failed(error: unknown, wait: ActionWait): ProcessEvent {
    if (error instanceof E_WORKFLOW_ACTION_UNKNOWN) {
      const { code, params } = error
      return { type: 'failed', wait: wait.id, code, params }
    }
    const business = businessError(error, wait.id)
    if (business) return business
    this.#workflows.services.logger.warn(
      { err: error, node: wait.node },
      'a workflow action failed'
    )
    return { type: 'failed', wait: wait.id, ...failureOf(error, wait.action) }
  }

  async #again({ instance, wait, attempt }: ActionPayload, delay: number): Promise<void> {
    const { database, jobs, clock } = this.#workflows.services
    await database.transaction((trx) =>
      jobs.enqueue(
        trx,
        'core.workflow.action',
        { instance, wait, attempt: attempt + 1 },
        {
          key: `${instance}:${wait}:${attempt + 1}`,
          unique: 'unfinished',
          runAt: new Date(clock().getTime() + delay),
        }
      )
    )
  }

  async #inside({ instance, wait: id, attempt }: ActionPayload): Promise<void> {
    await this.#workflows.work(async (batch) => {
      await batch.load([instance])
      const live = batch.lives.get(instance)
      const wait = live?.state.waits[id]
      if (live && wait && !live.suspended) await batch.act(live, wait, attempt)
    })
  }
}

/** The wait, if it is still to be answered and the instance is not suspended. */
function openWait(row: StateRow, id: string): ActionWait | null {
  if (!row.open || row.suspended) return null
  const wait = (JSON.parse(row.state) as ProcessState).waits[id]
  return wait?.kind === 'action' ? wait : null
}
