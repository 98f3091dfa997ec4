import type { Knex } from 'knex'
import { isWorking } from '#core/calendar/working_time'
import type { Jobs } from '#core/jobs/jobs'
import type { Metadata } from '#core/metadata/metadata'
import type { Json } from '#core/metadata/types'
import type { RecordHooks, WriteEvent } from '#core/records/hooks'
import { nextStart } from '#core/workflow/definitions/starts'
import { E_WORKFLOW_TRIGGER_UNKNOWN } from '#core/workflow/errors'
import { ringAlarms } from '#core/workflow/instances/alarms'
import { CalendarBook } from '#core/workflow/instances/calendar_book'
import type { StepBatch } from '#core/workflow/instances/step_batch'
import type { Workflows } from '#core/workflow/instances/workflows'
import type { Values } from '#core/workflow/kernel/types'
import { asksFor, readRecordTrigger } from '#core/workflow/triggers/record_condition'
import type { StartIndex, StoredStart } from '#core/workflow/triggers/start_index'
import type { TriggerRegistry } from '#core/workflow/triggers/trigger_registry'
import type { Subject } from '#core/workflow/types'

export interface TriggerServices {
  workflows: Workflows
  jobs: Jobs
  index: StartIndex
  registry: TriggerRegistry
  metadata: Metadata
}

/**
 * By these doors comes what has happened long ago. A bank that takes over its history does not begin a process for each complaint of
 * the last ten years; whoever wants that says so in the trigger.
 */
const QUIET: ReadonlySet<string> = new Set(['import', 'sample'])

export interface Occurrence {
  variables: Values
  subject?: Subject | null
  /** Who is the cause; 0: nobody. */
  userId?: number
  /** What happened, where it may be told twice: each of its starts happens once. */
  key?: string
}

interface DueStart {
  id: number
  version_id: number
  process: string
  node: string
  config: string
  next_at: number | string
  runs_left: number | null
}

/** What begins instances without somebody pressing a button. Bound as a singleton. */
export class Triggers {
  readonly #services: TriggerServices

  constructor(services: TriggerServices) {
    this.#services = services
  }

  /** Looks at every write of a record, inside its transaction; what starts, starts by a job of the same transaction. */
  hooks(): RecordHooks {
    return { entity: '*', afterSave: (event) => this.#recordChanged(event) }
  }

  async #recordChanged(event: WriteEvent & { id: number }): Promise<void> {
    const { index, metadata } = this.#services
    const { trx, entity, id } = event
    const definition = metadata.current().entity.get(entity)
    for (const start of await index.starts(trx, 'record')) {
      if (start.name !== entity || !definition) continue
      const trigger = readRecordTrigger(start.config)
      if (QUIET.has(event.channel) && !trigger.imports) continue
      if (!asksFor(trigger, definition, event, event.now.toISOString())) continue
      const { operation, changed, actor } = event
      await this.#enqueueStart(trx, start, {
        variables: { operation, changed },
        subject: { entity, id },
        userId: actor.userId,
      })
    }
    if (await index.isWatching(trx)) await this.#tellWatchers(trx, entity, id)
  }

  async #tellWatchers(trx: Knex.Transaction, entity: string, id: number): Promise<void> {
    const watched: unknown = await trx('workflow_waits')
      .where({ subject_entity: entity, subject_id: id })
      .whereNull('closed_at')
      .first('id')
    if (!watched) return
    const key = `${entity}:${id}`
    await this.#services.jobs.enqueue(
      trx,
      'core.workflow.record',
      { entity, id },
      { key, unique: 'unfinished' }
    )
  }

  async #enqueueStart(trx: Knex.Transaction, start: StoredStart, what: Occurrence): Promise<void> {
    const { variables, subject = null, userId = 0, key } = what
    const payload = {
      start: start.id,
      process: start.process,
      node: start.node,
      version: start.versionId,
      variables,
      subject: subject && { entity: subject.entity, id: subject.id },
      userId,
    }
    /** By the process, not by its version: a new one does not begin anew what is done. */
    const once = key === undefined ? {} : { key: `${start.process} ${start.node} ${key}` }
    await this.#services.jobs.enqueue(trx, 'core.workflow.start', payload, once)
  }

  /**
   * For plugins: their trigger has happened. Instances start by jobs of the caller's transaction.
   *
   * @returns how many
   * @throws E_WORKFLOW_TRIGGER_UNKNOWN
   */
  async fire(trx: Knex.Transaction, trigger: string, what: Occurrence): Promise<number> {
    const definition = this.#services.registry.get(trigger)
    if (!definition) throw new E_WORKFLOW_TRIGGER_UNKNOWN({ trigger })
    let count = 0
    for (const start of await this.#services.index.starts(trx, trigger)) {
      if (definition.matches?.(start.config, what.variables) === false) continue
      await this.#enqueueStart(trx, start, what)
      count += 1
    }
    return count
  }

  /** Whether any process begins by a trigger: what it costs to tell of it need not be paid otherwise. */
  async isAwaited(trx: Knex.Transaction, trigger: string): Promise<boolean> {
    return (await this.#services.index.starts(trx, trigger)).length > 0
  }

  /** Begins what a message or signal of this name begins. */
  async startBy(
    batch: StepBatch,
    kind: 'message' | 'signal',
    name: string,
    { variables, subject = null, userId = 0 }: Occurrence
  ): Promise<number> {
    const starts = await this.#services.index.starts(batch.trx, kind)
    const fitting = starts.filter((start) => start.name === name)
    await batch.start(
      fitting.map(({ process, node, versionId }) => {
        const rights = 'publisher' as const
        return { process, node, versionId, variables, subject, userId, rights }
      })
    )
    return fitting.length
  }

  /** Starts what is due by the clock; each is taken once, whoever looks first. */
  async sweepSchedules(): Promise<number> {
    const { workflows } = this.#services
    const { database, clock } = workflows.services
    const now = clock()
    const due: DueStart[] = await database
      .read('workflow_starts')
      .where('next_at', '<=', now.getTime())
      .orderBy('next_at')
      .limit(200)
      .select('id', 'version_id', 'process', 'node', 'config', 'next_at', 'runs_left')
    let started = 0
    for (const start of due) {
      try {
        if (await workflows.work((batch) => this.#startDue(batch, start, now))) started += 1
      } catch (error) {
        workflows.services.logger.error({ err: error, start: start.id }, 'a schedule did not start')
      }
    }
    return started
  }

  async #startDue(batch: StepBatch, start: DueStart, now: Date): Promise<boolean> {
    const { trx } = batch
    const due = Number(start.next_at)
    const config = JSON.parse(start.config) as Json
    const runsLeft = start.runs_left
    const next = nextStart({ config, runsLeft }, new Date(due), now)
    const taken = await trx('workflow_starts')
      .where({ id: start.id, next_at: start.next_at })
      .update({ next_at: next, runs_left: runsLeft === null ? null : runsLeft - 1 })
    if (taken !== 1) return false
    if (next !== null) await ringAlarms(trx, this.#services.jobs, [next], now.getTime())
    if (await this.#isClosed(trx, config, now)) return false
    const { process, node, version_id: versionId } = start
    const variables = { due: new Date(due).toISOString() }
    await batch.start([{ process, node, versionId, variables, userId: 0 }])
    return true
  }

  /** A schedule with a calendar starts nothing outside of its hours. */
  async #isClosed(trx: Knex.Transaction, config: Json, now: Date): Promise<boolean> {
    const { calendar } = config as { calendar?: string }
    if (!calendar) return false
    const book = await CalendarBook.read(trx)
    return !isWorking(book.calendar(calendar), now)
  }
}
