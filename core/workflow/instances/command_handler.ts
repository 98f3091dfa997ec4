import type { Json } from '#core/metadata/types'
import { businessError } from '#core/workflow/instances/action_run'
import type { Live, OpenedWait } from '#core/workflow/instances/live'
import type { StepBatch } from '#core/workflow/instances/step_batch'
import type { Command, ProcessEvent, ProcessState, Wait } from '#core/workflow/kernel/types'

type Finished = Extract<Command, { type: 'finished' }>

/** Does what a step's commands say; what must be written is collected on the instance. */
export class CommandHandler {
  readonly #batch: StepBatch

  constructor(batch: StepBatch) {
    this.#batch = batch
  }

  async handle(live: Live, command: Command, before: ProcessState): Promise<void> {
    switch (command.type) {
      case 'open':
        return this.#open(live, command.wait)
      case 'close':
        return this.#close(live, command, before.waits[command.wait]?.kind)
      case 'trace':
        live.trail.push(command.entry)
        return
      case 'incident': {
        const { token, node, code, params } = command.incident
        live.newIncidents.push({ token, node, code, params })
        live.incidents += 1
        return
      }
      case 'resolved':
        return this.#resolved(live, command.token)
      case 'message':
      case 'signal':
        return this.#thrown(live, command)
      case 'escalated':
        return this.#escalated(live, command.code, command.payload)
      case 'finished':
        return this.#finished(live, command)
    }
  }

  /** An incident of this very transaction was never seen by anybody. */
  #resolved(live: Live, token: string): void {
    const own = live.newIncidents.findIndex((one) => one.token === token)
    if (own >= 0) live.newIncidents.splice(own, 1)
    else live.resolved.add(token)
    live.incidents = Math.max(0, live.incidents - 1)
  }

  async #open(live: Live, wait: Wait): Promise<void> {
    live.opened.set(wait.id, this.#opened(live, wait))
    switch (wait.kind) {
      case 'manual':
      case 'decision':
        this.#batch.later(live, wait)
        return
      case 'action': {
        const mode = this.#batch.services.actions.get(wait.action)?.mode
        if (mode !== 'job') this.#batch.later(live, wait)
        return
      }
      case 'call':
        return this.#call(live, wait)
      default:
        return
    }
  }

  #opened(live: Live, wait: Wait): OpenedWait {
    const none = { wait, name: null, correlation: null, watched: null, dueAt: null }
    switch (wait.kind) {
      case 'timer':
        return { ...none, dueAt: Date.parse(wait.due) }
      case 'message':
        return { ...none, name: wait.name, correlation: wait.correlation }
      case 'signal':
        return { ...none, name: wait.name }
      case 'condition':
        return { ...none, watched: live.subject }
      case 'action': {
        const action = this.#batch.services.actions.get(wait.action)
        return { ...none, name: wait.action, watched: action?.watches?.(wait.config) ?? null }
      }
      case 'call':
        return { ...none, name: wait.process }
      case 'decision':
        return { ...none, name: wait.decision }
      default:
        return none
    }
  }

  /** The called process runs in the same transaction as far as it gets by itself. */
  async #call(live: Live, wait: Extract<Wait, { kind: 'call' }>): Promise<void> {
    const { process, variables } = wait
    try {
      await this.#batch.start([
        {
          process,
          variables,
          subject: live.subject,
          userId: live.startedBy,
          rights: { of: live.runAs },
          parent: { id: live.id, wait: wait.id },
        },
      ])
    } catch (error) {
      const known = businessError(error, wait.id)
      if (known?.type !== 'error') throw error
      const params = { process }
      this.#batch.push(live, { type: 'failed', wait: wait.id, code: known.code, params })
    }
  }

  async #close(
    live: Live,
    { wait, reason }: Extract<Command, { type: 'close' }>,
    kind: Wait['kind'] | undefined
  ): Promise<void> {
    const fresh = live.opened.get(wait)
    if (!fresh) {
      live.closed.set(wait, reason)
      if (kind === 'user') live.closedTasks.set(wait, reason)
    }
    live.opened.delete(wait)
    if (reason !== 'done' && kind === 'call') await this.#cancelChildren(live, wait)
  }

  async #cancelChildren(live: Live, wait: string): Promise<void> {
    const { trx } = this.#batch
    const isChild = ({ parent }: Live) => parent?.id === live.id && parent.wait === wait
    const rows: { instance_id: number }[] = await trx('workflow_states')
      .where({ parent_id: live.id, parent_wait: wait, open: true })
      .select('instance_id')
    await this.#batch.load(rows.map(({ instance_id: id }) => id))
    for (const child of this.#batch.lives.values()) {
      if (isChild(child)) this.#batch.push(child, { type: 'cancel', reason: 'caller' })
    }
  }

  #thrown(live: Live, command: Extract<Command, { type: 'message' | 'signal' }>): void {
    const { jobs, now } = this.#batch
    const key = `${live.id}:${live.lock}:${jobs.length}`
    const payload: { [name: string]: Json } = { name: command.name, variables: command.payload }
    payload.from = live.id
    if (command.type === 'message') payload.correlation = command.correlation
    jobs.push({ name: `core.workflow.${command.type}`, payload, key, runAt: now.getTime() })
  }

  async #tellParent(live: Live, event: (wait: string) => ProcessEvent): Promise<void> {
    const { parent } = live
    if (!parent) return
    await this.#batch.load([parent.id])
    const caller = this.#batch.lives.get(parent.id)
    if (caller) this.#batch.push(caller, event(parent.wait))
  }

  #escalated(live: Live, code: string, result: Json): Promise<void> {
    return this.#tellParent(live, (wait) => ({ type: 'escalation', wait, code, result }))
  }

  #finished(live: Live, { status, variables, error }: Finished): Promise<void> {
    return this.#tellParent(live, (wait) => {
      if (error) return { type: 'error', wait, ...error, result: variables }
      if (status === 'completed' || status === 'terminated') {
        return { type: 'done', wait, result: variables }
      }
      const params = { instance: live.id }
      return { type: 'failed', wait, code: 'E_WORKFLOW_CHILD_ENDED', params }
    })
  }
}
