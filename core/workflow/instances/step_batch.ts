import type { Knex } from 'knex'
import { E_NOT_FOUND } from '#core/errors/errors'
import type { Json } from '#core/metadata/types'
import type { Actor } from '#core/security/types'
import { E_WORKFLOW_ENDLESS, E_WORKFLOW_UNKNOWN_START } from '#core/workflow/errors'
import { ActionRun } from '#core/workflow/instances/action_run'
import { writeBatch } from '#core/workflow/instances/batch_writes'
import { CalendarBook } from '#core/workflow/instances/calendar_book'
import { actorOf, type EngineServices } from '#core/workflow/instances/engine_services'
import { CommandHandler } from '#core/workflow/instances/command_handler'
import { isOpen, type StateRow } from '#core/workflow/instances/instance_rows'
import {
  NEW_STATE,
  type Live,
  type LoadedVersion,
  type StartOrder,
} from '#core/workflow/instances/live'
import type { ProcessEvent, ProcessState, StepContext, Wait } from '#core/workflow/kernel/types'
import { keptAnswer } from '#core/workflow/instances/answers'
import { NOWHERE, placesOf, type Place } from '#core/workflow/instances/places'
import { checkSize, STATE_LIMIT } from '#core/workflow/instances/sizes'

/** Calls inside calls that no transaction needs: a process that calls itself ends here. */
const DEPTH_LIMIT = 50

/** Whose rights an instance has where its version names nobody. */
function rightsOf({ rights, userId }: StartOrder, publisher: number): number {
  if (rights === 'publisher') return publisher
  return rights ? rights.of : userId || publisher
}

/** Work that is answered inside one transaction for one instance; a loop that never waits for anybody ends here. */
const INLINE_LIMIT = 1_000

export interface NewJob {
  name: 'core.workflow.action' | 'core.workflow.message' | 'core.workflow.signal'
  payload: { [name: string]: Json }
  key: string
  runAt: number
}

/**
 * One transaction's work on any number of instances. Steps are made in memory, actions of mode `transaction` are executed between
 * them, and everything is written once at the end, in bulk. What throws leaves the whole transaction to be rolled back.
 */
export class StepBatch {
  readonly trx: Knex.Transaction
  readonly services: EngineServices
  readonly now: Date
  readonly lives = new Map<number, Live>()
  readonly jobs: NewJob[] = []
  readonly #queue: Live[] = []
  readonly #todo = new Map<Live, Wait[]>()
  readonly #inline = new Map<Live, number>()
  readonly #actors = new Map<number, Promise<Actor>>()
  readonly #commands: CommandHandler
  #book: CalendarBook | null = null
  #working = false

  constructor(trx: Knex.Transaction, services: EngineServices) {
    this.trx = trx
    this.services = services
    this.now = services.clock()
    this.#commands = new CommandHandler(this)
  }

  actor(userId: number): Promise<Actor> {
    let actor = this.#actors.get(userId)
    if (!actor) {
      actor = actorOf(this.services.actors, userId)
      this.#actors.set(userId, actor)
    }
    return actor
  }

  /**
   * Starts instances; answers their ids in the order given.
   *
   * @throws E_WORKFLOW_NOT_PUBLISHED, E_WORKFLOW_UNKNOWN_START, E_WORKFLOW_VARIABLES
   */
  async start(orders: readonly StartOrder[]): Promise<number[]> {
    const { versions, rows } = this.services
    const prepared: { order: StartOrder; version: LoadedVersion }[] = []
    for (const order of orders) {
      checkSize(order.variables ?? {})
      this.#checkDepth(order)
      const version = order.versionId
        ? await versions.get(this.trx, order.versionId)
        : await versions.active(this.trx, order.process)
      const graph = version.graphs[order.process]
      const node = order.node ? graph?.nodes[order.node] : null
      if (!graph || (order.node && node?.scope !== graph.key)) {
        throw new E_WORKFLOW_UNKNOWN_START({ node: order.node ?? order.process })
      }
      prepared.push({ order, version })
    }
    const places = await this.#places(orders)
    const instances = prepared.map(({ order, version }) => ({
      title: order.title ?? version.graphs[order.process]?.name ?? order.process,
      process: order.process,
      version: version.version,
      subject: order.subject ?? null,
      key: order.key ?? null,
      startedBy: order.userId,
      ...(places.get(order) ?? NOWHERE),
      parent: order.parent?.id ?? null,
    }))
    const { now } = this
    const ids = await this.services.statements.use(this.trx, (session) =>
      rows.insertInstances(session, instances, now)
    )
    prepared.forEach(({ order, version }, at) => {
      this.#begin(ids[at] as number, order, version, places.get(order)?.unitId ?? null)
    })
    await this.#work()
    return ids
  }

  /** @throws E_WORKFLOW_ENDLESS */
  #checkDepth({ parent, depth = 0 }: StartOrder): void {
    const caller = parent ? (this.lives.get(parent.id)?.depth ?? 0) + 1 : depth
    if (caller > DEPTH_LIMIT) throw new E_WORKFLOW_ENDLESS({ limit: DEPTH_LIMIT })
  }

  /** Whose each instance is: row scopes ask for it. */
  #places(orders: readonly StartOrder[]): Promise<Map<StartOrder, Place>> {
    const { records, actors } = this.services
    const callers = (id: number) => this.lives.get(id)?.unitId ?? null
    return placesOf(orders, { records, actor: actors.system(), trx: this.trx, callers })
  }

  #begin(id: number, order: StartOrder, version: LoadedVersion, unitId: number | null): void {
    const live: Live = {
      ...this.#fresh(id, version, order.process),
      runAs: version.runAs ?? rightsOf(order, version.publishedBy),
      startedBy: order.userId,
      subject: order.subject ?? null,
      unitId,
      parent: order.parent ?? null,
      by: order.userId || null,
      depth: order.parent ? (this.lives.get(order.parent.id)?.depth ?? 0) + 1 : (order.depth ?? 0),
    }
    this.lives.set(id, live)
    const { node = null, variables = {} } = order
    live.begun = { node, variables }
    this.push(live, { type: 'start', node, variables })
  }

  #fresh(id: number, version: LoadedVersion, process: string): Live {
    return {
      id,
      version,
      graph: version.graphs[process] as Live['graph'],
      state: NEW_STATE,
      lock: 0,
      runAs: 0,
      startedBy: 0,
      subject: null,
      unitId: null,
      parent: null,
      suspended: false,
      touched: true,
      shown: false,
      size: 0,
      depth: 0,
      incidents: 0,
      opened: new Map(),
      closed: new Map(),
      closedTasks: new Map(),
      doneBy: new Map(),
      trail: [],
      answers: [],
      begun: null,
      newIncidents: [],
      resolved: new Set(),
      by: null,
      globals: null,
      pending: [],
    }
  }

  /** Loads instances that are not at hand yet. Unknown ids are left out. */
  async load(ids: readonly number[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.lives.has(id))
    if (missing.length === 0) return
    for (const row of await this.services.rows.states(this.trx, missing)) {
      const version = await this.services.versions.get(this.trx, row.version_id)
      this.lives.set(row.instance_id, this.#loaded(row, version))
    }
  }

  #loaded(row: StateRow, version: LoadedVersion): Live {
    const state = JSON.parse(row.state) as ProcessState
    const parent =
      row.parent_id && row.parent_wait ? { id: row.parent_id, wait: row.parent_wait } : null
    const subject =
      row.subject_entity && row.subject_id
        ? { entity: row.subject_entity, id: row.subject_id }
        : null
    return {
      ...this.#fresh(row.instance_id, version, row.process),
      state,
      size: row.state.length,
      lock: row.lock,
      runAs: row.run_as,
      startedBy: row.started_by ?? 0,
      subject,
      unitId: row.unit_id,
      parent,
      suspended: Boolean(row.suspended),
      touched: false,
      incidents: Number(row.incidents ?? 0),
    }
  }

  /** @throws E_NOT_FOUND */
  get(id: number): Live {
    const live = this.lives.get(id)
    if (!live) throw new E_NOT_FOUND({ what: 'workflow_instance' })
    return live
  }

  /** Delivers events and everything that follows from them. */
  async deliver(events: readonly { to: Live; event: ProcessEvent }[], by: number | null = null) {
    for (const { to, event } of events) {
      to.by = by
      this.push(to, event)
    }
    await this.#work()
  }

  push(live: Live, event: ProcessEvent): void {
    live.pending.push(event)
    this.#queue.push(live)
  }

  /**
   * Whether the work under this key has not been done yet; from now on it has, if this transaction commits. What is to begin an
   * instance or hand out a message once asks here, because its job may come twice.
   */
  async once(key: string): Promise<boolean> {
    const short = key.slice(0, 200)
    const known: unknown = await this.trx('workflow_handled').where('key', short).first('key')
    if (known) return false
    await this.trx('workflow_handled').insert({ key: short, at: this.now.getTime() })
    return true
  }

  /** Called while a step's commands are handled: done once all of them are. */
  later(live: Live, wait: Wait): void {
    this.#todo.set(live, [...(this.#todo.get(live) ?? []), wait])
  }

  /** Runs the work of an open action wait now: the retry of one of mode `transaction`, or a look at one that waits for a record. */
  async act(live: Live, wait: Wait, attempt: number): Promise<void> {
    await this.#execute(live, wait, attempt)
    await this.#work()
  }

  async #work(): Promise<void> {
    /** An action that starts a process comes back here: its instance is stepped by the loop that runs already. */
    if (this.#working) return
    this.#working = true
    try {
      for (let live = this.#queue.shift(); live; live = this.#queue.shift()) {
        const event = live.pending.shift()
        if (event) await this.#step(live, event)
      }
    } finally {
      this.#working = false
    }
  }

  async #step(live: Live, event: ProcessEvent): Promise<void> {
    if (!isOpen(live.state)) return
    if (live.size > STATE_LIMIT && event.type === 'done') {
      const params = { limit: STATE_LIMIT }
      event = { type: 'failed', wait: event.wait, code: 'E_WORKFLOW_VARIABLES', params }
    }
    const before = live.state
    const { state, commands } = this.services.kernel.step(
      live.graph,
      before,
      event,
      await this.#context(live)
    )
    if (state === before && commands.length === 0) return
    live.state = state
    live.touched = true
    const kept = keptAnswer(event, before)
    if (kept) live.answers.push(kept)
    for (const command of commands) await this.#commands.handle(live, command, before)
    const todo = this.#todo.get(live) ?? []
    this.#todo.delete(live)
    for (const wait of todo) await this.#execute(live, wait, 1)
  }

  async #execute(live: Live, wait: Wait, attempt: number): Promise<void> {
    if (!live.state.waits[wait.id]) return
    const count = (this.#inline.get(live) ?? 0) + 1
    this.#inline.set(live, count)
    if (count > INLINE_LIMIT) {
      const params = { limit: INLINE_LIMIT }
      this.push(live, { type: 'failed', wait: wait.id, code: 'E_WORKFLOW_ENDLESS', params })
      return
    }
    const event = await new ActionRun(this, live).run(wait, attempt)
    if (event) this.push(live, event)
  }

  async #context(live: Live): Promise<StepContext> {
    if (live.version.usesCalendar) this.#book ??= await CalendarBook.read(this.trx)
    const book = this.#book
    live.globals ??= await this.#globals(live)
    return {
      now: this.now.toISOString(),
      globals: live.globals,
      ...(book
        ? {
            addWorkingTime: (name: string, from: string, duration: string) =>
              book.addWorkingTime(name, from, duration),
          }
        : {}),
    }
  }

  /** What every expression may read: the process, who started it, and the record it is about as the run-as user sees it. */
  async #globals(live: Live): Promise<{ [name: string]: Json }> {
    const { graph, version, subject } = live
    const process = { key: graph.key, version: version.version, instance: live.id }
    const globals: { [name: string]: Json } = {
      process,
      started_by: live.startedBy || null,
      subject: subject ? { entity: subject.entity, id: subject.id } : null,
    }
    if (subject && version.usesRecord.has(graph.key)) globals.record = await this.#record(live)
    return globals
  }

  async #record(live: Live): Promise<Json> {
    const { subject } = live
    if (!subject) return null
    try {
      const actor = await this.actor(live.runAs)
      const { records } = this.services
      return { ...(await records.get(actor, subject.entity, subject.id, { trx: this.trx })) }
    } catch (error) {
      /** Deleted, or not for the eyes of whom it runs as: there is no record to expressions. */
      const { status } = error as { status?: unknown }
      if (typeof status === 'number' && status < 500) return null
      throw error
    }
  }

  /** A record was written by an action: what expressions read of it is read anew. */
  forgetRecords(): void {
    for (const live of this.lives.values()) live.globals = null
  }

  /** Writes everything. Nothing may be stepped afterwards. */
  async flush(): Promise<void> {
    await this.services.statements.use(this.trx, (session) => writeBatch(this, session))
  }
}
