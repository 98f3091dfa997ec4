import type { Knex } from 'knex'
import { insertReturningIds, run, type Bindable, type Dialect } from '#core/database/dialect'
import type { Jobs } from '#core/jobs/jobs'
import type { Session } from '#core/records/execution/statements'
import type { Notifications } from '#core/realtime/notifications'
import { ringAlarms } from '#core/workflow/instances/alarms'
import { CLOSE_TASK } from '#core/workflow/instances/instance_sql'
import type { Live } from '#core/workflow/instances/live'
import { CalendarBook } from '#core/workflow/instances/calendar_book'
import type { NewTask, TaskPort } from '#core/workflow/instances/engine_services'
import { addDuration, instantOf } from '#core/workflow/kernel/time'
import { People } from '#core/workflow/tasks/people'
import { readTaskConfig, type TaskConfig } from '#core/workflow/tasks/task_config'

const COLUMNS = [
  'owner_id',
  'unit_id',
  'created_at',
  'updated_at',
  'version',
  'title',
  'status',
  'assignee',
  'priority',
  'due_at',
  'process',
  'node',
  'wait',
  'instance',
  'subject_entity',
  'subject_id',
] as const

interface Prepared {
  task: NewTask
  title: string
  config: TaskConfig
  assignee: number | null
  candidates: string[]
  due: string | null
}

/** Opens the tasks that steps ask for, all of a transaction at once, and closes those that are over. */
export class TaskOpening implements TaskPort {
  readonly #dialect: Dialect
  readonly #notifications: Notifications
  readonly #jobs: Jobs

  constructor(services: { dialect: Dialect; notifications: Notifications; jobs: Jobs }) {
    this.#dialect = services.dialect
    this.#notifications = services.notifications
    this.#jobs = services.jobs
  }

  async open(trx: Knex.Transaction, tasks: readonly NewTask[], now: Date): Promise<void> {
    if (tasks.length === 0) return
    const people = new People(trx, now)
    const book = new Book(trx)
    const prepared: Prepared[] = []
    for (const task of tasks) prepared.push(await this.#prepare(task, people, book, now))
    const at = this.#dialect.instant(now)
    const ids = await insertReturningIds(trx, this.#dialect, {
      table: 'workflow_tasks',
      columns: COLUMNS,
      rows: prepared.map((one) => this.#row(one, at)),
    })
    await this.#candidates(trx, prepared, ids)
    await this.#reminders(trx, prepared, ids, now)
    for (const [index, { assignee, title }] of prepared.entries()) {
      if (assignee === null) continue
      await this.#notifications.add(trx, {
        userId: assignee,
        kind: 'workflow_task',
        params: { title },
        link: `/tasks/${ids[index]}`,
      })
    }
  }

  async #prepare(task: NewTask, people: People, book: Book, now: Date): Promise<Prepared> {
    const config = readTaskConfig(task.config)
    const { of, node } = task
    const ring = `${of.graph.key}:${node}`
    return {
      task,
      config,
      title: (config.title ?? of.graph.nodes[node]?.name ?? node).slice(0, 200),
      assignee: await people.assignee(ring, config),
      candidates: await people.candidates(config),
      due: await book.due(config, now),
    }
  }

  #row({ task: { of, wait, node }, title, config, assignee, due }: Prepared, at: string) {
    const row: Bindable[] = [
      assignee,
      of.unitId,
      at,
      at,
      1,
      title,
      'open',
      assignee,
      config.priority,
      due === null ? null : this.#dialect.instant(new Date(due)),
      of.graph.key,
      node,
      wait,
      of.id,
      of.subject?.entity ?? null,
      of.subject?.id ?? null,
    ]
    return row
  }

  async #candidates(trx: Knex.Transaction, prepared: readonly Prepared[], ids: readonly number[]) {
    const rows = prepared.flatMap(({ candidates }, at) =>
      [...new Set(candidates)].map((who): Bindable[] => [ids[at] as number, who])
    )
    const size = this.#dialect.rowsPerStatement(2)
    for (let from = 0; from < rows.length; from += size) {
      const some = rows.slice(from, from + size)
      const columns = ['task_id', 'who']
      await run(trx, this.#dialect.insert({ table: 'workflow_candidates', columns, rows: some }))
    }
  }

  async #reminders(
    trx: Knex.Transaction,
    prepared: readonly Prepared[],
    ids: readonly number[],
    now: Date
  ): Promise<void> {
    const all: { task_id: number; due_at: number }[] = []
    for (const [index, { config, due }] of prepared.entries()) {
      if (due === null) continue
      for (const before of config.reminders) {
        const at = addDuration(due, `-${before.replace(/^-/, '')}`)
        if (at && Date.parse(at) > now.getTime()) {
          all.push({ task_id: ids[index] as number, due_at: Date.parse(at) })
        }
      }
    }
    for (const reminder of all) await trx('workflow_reminders').insert(reminder)
    const dues = all.map(({ due_at: at }) => at)
    await ringAlarms(trx, this.#jobs, dues, now.getTime())
  }

  async close(session: Session, of: Live, now: Date): Promise<void> {
    const at = this.#dialect.instant(now)
    for (const [wait, reason] of of.closedTasks) {
      const status = reason === 'done' ? 'completed' : 'cancelled'
      const by = of.doneBy.get(wait) ?? null
      await session.change(CLOSE_TASK, [status, at, at, by, by, by, of.id, wait])
    }
  }
}

/** Calendars are read when the first due instant counts by one. */
class Book {
  readonly #trx: Knex.Transaction
  #book: CalendarBook | null = null

  constructor(trx: Knex.Transaction) {
    this.#trx = trx
  }

  /** Null where the task says none, or none that can be worked out. */
  async due({ due, calendar }: TaskConfig, now: Date): Promise<string | null> {
    if (due === null) return null
    if (!due.startsWith('P')) return instantOf(due)
    if (calendar === null) return addDuration(now.toISOString(), due)
    this.#book ??= await CalendarBook.read(this.#trx)
    return this.#book.addWorkingTime(calendar, now.toISOString(), due)
  }
}
