import type { Knex } from 'knex'
import { runRows, type Dialect } from '#core/database/dialect'
import type { Actor } from '#core/security/types'

export interface TaskRow {
  id: number
  title: string
  status: string
  assignee: number | null
  priority: number
  dueAt: string | null
  createdAt: string
  completedAt: string | null
  process: string
  node: string
  wait: string
  instance: number
  subject: { entity: string; id: number } | null
}

interface StoredTask {
  id: number
  title: string
  status: string
  assignee: number | null
  priority: number
  due_at: unknown
  created_at: unknown
  completed_at: unknown
  process: string
  node: string
  wait: string
  instance: number
  subject_entity: string | null
  subject_id: number | null
}

/** `mine`: what I have. `available`: what I may take. `done`: what I have done. */
export const SCOPES = ['mine', 'available', 'done'] as const
export type InboxScope = (typeof SCOPES)[number]

/** Whatever a person may be called among candidates. */
export const namesOf = ({ userId, roles, teamIds }: Actor): string[] => [
  `user:${userId}`,
  ...roles.map((role) => `role:${role}`),
  ...teamIds.map((team) => `team:${team}`),
]

/** The SQL of tasks as people work with them. */
export class TaskRows {
  readonly #dialect: Dialect

  constructor(dialect: Dialect) {
    this.#dialect = dialect
  }

  #read(row: StoredTask): TaskRow {
    const at = (value: unknown) => this.#dialect.readInstant(value)?.toISOString() ?? null
    return {
      id: row.id,
      title: row.title,
      status: row.status,
      assignee: row.assignee,
      priority: row.priority,
      dueAt: at(row.due_at),
      createdAt: at(row.created_at) ?? '',
      completedAt: at(row.completed_at),
      process: row.process,
      node: row.node,
      wait: row.wait,
      instance: row.instance,
      subject:
        row.subject_entity && row.subject_id
          ? { entity: row.subject_entity, id: row.subject_id }
          : null,
    }
  }

  async find(db: Knex | Knex.Transaction, id: number): Promise<TaskRow | null> {
    const row: StoredTask | undefined = await db('workflow_tasks')
      .where('id', id)
      .whereNull('deleted_at')
      .first()
    return row ? this.#read(row) : null
  }

  /** Open tasks by urgency: what is due first, what has no date last; of equal ones the more important first. */
  async inbox(
    db: Knex,
    actor: Actor,
    scope: InboxScope,
    { limit, offset }: { limit: number; offset: number }
  ): Promise<TaskRow[]> {
    const query = db('workflow_tasks as t').whereNull('t.deleted_at').select('t.*')
    if (scope === 'done') {
      query.where('t.completed_by', actor.userId).orderBy('t.completed_at', 'desc')
    } else {
      query.where('t.status', 'open')
      if (scope === 'mine') query.where('t.assignee', actor.userId)
      else query.whereNull('t.assignee').whereIn('t.id', this.#takeable(db, actor))
      query.orderByRaw('case when t.due_at is null then 1 else 0 end, t.due_at, t.priority desc')
    }
    const rows: StoredTask[] = await query.orderBy('t.id').limit(limit).offset(offset)
    return rows.map((row) => this.#read(row))
  }

  #takeable(db: Knex, actor: Actor): Knex.QueryBuilder {
    return db('workflow_candidates').whereIn('who', namesOf(actor)).select('task_id')
  }

  async counts(db: Knex, actor: Actor): Promise<{ mine: number; available: number }> {
    const open = () => db('workflow_tasks').where('status', 'open').whereNull('deleted_at')
    const [mine] = await open().where('assignee', actor.userId).count({ n: '*' })
    const [available] = await open()
      .whereNull('assignee')
      .whereIn('id', this.#takeable(db, actor))
      .count({ n: '*' })
    const number = (row: unknown) => Number((row as { n: number | string } | undefined)?.n ?? 0)
    return { mine: number(mine), available: number(available) }
  }

  async isCandidate(db: Knex, actor: Actor, task: number): Promise<boolean> {
    const found: unknown = await db('workflow_candidates')
      .where('task_id', task)
      .whereIn('who', namesOf(actor))
      .first('task_id')
    return found !== undefined
  }

  async candidates(db: Knex, task: number): Promise<string[]> {
    const rows: { who: string }[] = await db('workflow_candidates')
      .where('task_id', task)
      .orderBy('who')
      .select('who')
    return rows.map(({ who }) => who)
  }

  /** Guarded by who has it: of two who take it one gets it. */
  async assign(
    trx: Knex.Transaction,
    task: TaskRow,
    assignee: number | null,
    now: Date
  ): Promise<boolean> {
    const query = trx('workflow_tasks').where({ id: task.id, status: 'open' })
    if (task.assignee === null) query.whereNull('assignee')
    else query.where('assignee', task.assignee)
    const changed = await query.update({
      assignee,
      owner_id: assignee,
      updated_at: this.#dialect.instant(now),
    })
    return changed === 1
  }

  /** Takes reminders that are due; each is taken once. */
  async dueReminders(
    trx: Knex.Transaction,
    now: number
  ): Promise<{ task: number; title: string; assignee: number | null }[]> {
    const claim = this.#dialect.claim({
      table: 'workflow_reminders',
      set: { sent_at: now },
      where: { sql: 'sent_at is null and due_at <= ?', bindings: [now] },
      orderBy: 'due_at',
      limit: 500,
      returning: ['task_id'],
    })
    const claimed = await runRows<{ task_id: number }>(trx, claim)
    if (claimed.length === 0) return []
    const rows: { id: number; title: string; assignee: number | null }[] = await trx(
      'workflow_tasks'
    )
      .where('status', 'open')
      .whereIn('id', [...new Set(claimed.map(({ task_id: id }) => id))])
      .select('id', 'title', 'assignee')
    return rows.map(({ id, title, assignee }) => ({ task: id, title, assignee }))
  }
}
