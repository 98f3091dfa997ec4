import type { Knex } from 'knex'
import type { Json } from '#core/metadata/types'
import { E_WORKFLOW_ENDED, E_WORKFLOW_SUSPENDED } from '#core/workflow/errors'
import type { EngineServices } from '#core/workflow/instances/engine_services'
import { keptAndAwaited } from '#core/workflow/instances/kept_messages'
import { isOpen } from '#core/workflow/instances/instance_rows'
import type { Live, StartOrder } from '#core/workflow/instances/live'
import { checkSize } from '#core/workflow/instances/sizes'
import { StepBatch } from '#core/workflow/instances/step_batch'
import { StepQueue } from '#core/workflow/instances/step_queue'
import type { ProcessEvent, Values } from '#core/workflow/kernel/types'
import type { Subject } from '#core/workflow/types'

export interface Call {
  /** In the caller's transaction; else in one of its own, which other work may share. */
  trx?: Knex.Transaction
  /** Who does it, for the trail. */
  by?: number | null
}

export interface Message {
  name: string
  correlation: string | null
  variables: Values
}

interface NamedWait {
  instance_id: number
  wait: string
}

/** Waits that one look takes. */
const SWEEP = 200

/**
 * The door to running processes: starts them and delivers what has happened. Rights are the caller's to check; what the process then
 * does has the rights of its run-as user. Bound as a singleton.
 */
export class Workflows {
  readonly services: EngineServices
  readonly #queue: StepQueue

  constructor(services: EngineServices) {
    this.services = services
    this.#queue = new StepQueue(services)
  }

  /** Work with a batch, in the caller's transaction or in one that it may share with others. */
  work<T>(work: (batch: StepBatch) => Promise<T>, { trx }: Call = {}): Promise<T> {
    if (!trx) return this.#queue.run(work)
    return this.#inside(trx, work)
  }

  async #inside<T>(trx: Knex.Transaction, work: (batch: StepBatch) => Promise<T>): Promise<T> {
    const batch = new StepBatch(trx, this.services)
    const result = await work(batch)
    await batch.flush()
    return result
  }

  /**
   * Starts an instance by the active version; answers its id. It has run as far as it gets by itself.
   *
   * @throws E_WORKFLOW_NOT_PUBLISHED, E_WORKFLOW_UNKNOWN_START, E_WORKFLOW_VARIABLES
   */
  async start(order: StartOrder, call: Call = {}): Promise<number> {
    const [id] = await this.startMany([order], call)
    return id as number
  }

  startMany(orders: readonly StartOrder[], call: Call = {}): Promise<number[]> {
    return this.work((batch) => batch.start(orders), call)
  }

  /**
   * Delivers an event to an instance. One that names a wait which is not open any more changes nothing.
   *
   * @returns whether the wait was open, for an event that names one
   * @throws E_NOT_FOUND, E_WORKFLOW_ENDED, E_WORKFLOW_SUSPENDED
   */
  deliver(instance: number, event: ProcessEvent, call: Call = {}): Promise<boolean> {
    return this.work(async (batch) => {
      await batch.load([instance])
      const live = batch.get(instance)
      requireRunning(live)
      const known = !('wait' in event) || live.state.waits[event.wait] !== undefined
      if (known) await batch.deliver([{ to: live, event }], call.by ?? null)
      return known
    }, call)
  }

  /**
   * A message goes to the wait that has waited longest for this name and correlation; where none does, to those processes that it
   * starts.
   *
   * @param starts begins instances for a message that nobody waits for; answers how many
   * @returns how many it reached: 0 where nobody waits for it
   */
  async deliverMessage(
    batch: StepBatch,
    { name, correlation, variables }: Message,
    starts: () => Promise<number>,
    by: number | null = null
  ): Promise<number> {
    checkSize(variables)
    const [wait] = await this.#named(batch.trx, 'message', name, correlation, 1)
    if (!wait) return starts()
    await this.#answer(batch, [wait], variables, by)
    return 1
  }

  /**
   * A signal goes to everybody who waits for it, and to those processes that it starts.
   *
   * @param from the instance that threw it: its own waits have had it already
   */
  async deliverSignal(
    batch: StepBatch,
    { name, variables, from }: Omit<Message, 'correlation'> & { from?: number },
    starts: () => Promise<number>,
    by: number | null = null
  ): Promise<number> {
    checkSize(variables)
    const all = await this.#named(batch.trx, 'signal', name, null, 100_000)
    const waits = all.filter(({ instance_id: id }) => id !== from)
    await this.#answer(batch, waits, variables, by)
    return waits.length + (await starts())
  }

  /** A record was changed: conditions over it are looked at again, and actions that wait for it. */
  async recordChanged(subject: Subject): Promise<void> {
    await this.work(async (batch) => {
      const waits: NamedWait[] = await batch
        .trx('workflow_waits as w')
        .join('workflow_states as s', 's.instance_id', 'w.instance_id')
        .where({ 'w.subject_entity': subject.entity, 'w.subject_id': subject.id })
        .whereNull('w.closed_at')
        .where({ 's.open': true, 's.suspended': false })
        .select('w.instance_id', 'w.wait')
      await batch.load(waits.map(({ instance_id: id }) => id))
      for (const { instance_id: id, wait: name } of waits) {
        const live = batch.get(id)
        const wait = live.state.waits[name]
        if (wait?.kind === 'action') await batch.act(live, wait, 1)
        if (wait?.kind !== 'condition') continue
        const event = { type: 'variables' as const, scope: null, values: {} }
        await batch.deliver([{ to: live, event }])
      }
    })
  }

  async #answer(batch: StepBatch, waits: readonly NamedWait[], result: Json, by: number | null) {
    await batch.load(waits.map(({ instance_id: id }) => id))
    const events = waits.map(({ instance_id: id, wait }) => ({
      to: batch.get(id),
      event: { type: 'done' as const, wait, result },
    }))
    await batch.deliver(events, by)
  }

  async #named(
    db: Knex,
    kind: 'message' | 'signal',
    name: string,
    correlation: string | null,
    limit: number
  ): Promise<NamedWait[]> {
    const query = db('workflow_waits as w')
      .join('workflow_states as s', 's.instance_id', 'w.instance_id')
      .where({ 'w.kind': kind, 'w.name': name, 's.open': true, 's.suspended': false })
      .whereNull('w.closed_at')
    if (kind === 'message') query.where('w.correlation', correlation)
    const found: NamedWait[] = await query
      .orderBy('w.id')
      .limit(limit)
      .select('w.instance_id', 'w.wait')
    return found
  }

  /** Hands out messages that were kept while their receivers began to wait. */
  async sweepKept(): Promise<void> {
    const { database, jobs, clock } = this.services
    const kept: unknown = await database.read('workflow_kept_messages').first('id')
    if (!kept) return
    await database.transaction(async (trx) => {
      await jobs.enqueueMany(trx, await keptAndAwaited(trx, clock()))
    })
  }

  /** Fires the timers that are due; answers how many. */
  async sweepTimers(): Promise<number> {
    let fired = 0
    for (;;) {
      const due = await this.#due()
      if (due.length === 0) return fired
      const count = await this.#fire(due)
      fired += count
      if (due.length < SWEEP || count === 0) return fired
    }
  }

  async #due(): Promise<NamedWait[]> {
    const found: NamedWait[] = await this.services.database
      .read('workflow_waits as w')
      .join('workflow_states as s', 's.instance_id', 'w.instance_id')
      .where('w.due_at', '<=', this.services.clock().getTime())
      .where('s.suspended', false)
      .orderBy('w.due_at')
      .limit(SWEEP)
      .select('w.instance_id', 'w.wait')
    return found
  }

  async #fire(due: readonly NamedWait[]): Promise<number> {
    const events = (waits: readonly NamedWait[]) => async (batch: StepBatch) => {
      await batch.load(waits.map(({ instance_id: id }) => id))
      for (const { instance_id: id, wait } of waits) await fireOne(batch, batch.get(id), wait)
      return waits.length
    }
    try {
      return await this.work(events(due))
    } catch (error) {
      this.services.logger.warn({ err: error }, 'timers are fired one by one')
    }
    let fired = 0
    for (const one of due) {
      try {
        fired += await this.work(events([one]))
      } catch (error) {
        this.services.logger.error({ err: error, ...one }, 'a timer could not be fired')
      }
    }
    return fired
  }
}

/** A row that is due and that the state knows nothing of any more is put in order. */
async function fireOne(batch: StepBatch, live: Live, wait: string): Promise<void> {
  if (live.state.waits[wait]) {
    await batch.deliver([{ to: live, event: { type: 'done', wait, result: null } }])
    return
  }
  live.closed.set(wait, 'cancelled')
  live.touched = true
}

/** @throws E_WORKFLOW_ENDED, E_WORKFLOW_SUSPENDED */
export function requireRunning(live: Live): void {
  if (!isOpen(live.state)) throw new E_WORKFLOW_ENDED({ status: live.state.status })
  if (live.suspended) throw new E_WORKFLOW_SUSPENDED()
}
