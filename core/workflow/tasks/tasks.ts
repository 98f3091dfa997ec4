import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { E_FORBIDDEN, E_NOT_FOUND } from '#core/errors/errors'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { Notifications } from '#core/realtime/notifications'
import type { FormWrites } from '#core/records/forms/form_writes'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import type { Actor, Origin } from '#core/security/types'
import { E_TASK_NOBODY, E_TASK_NOT_OPEN, E_TASK_TAKEN } from '#core/workflow/errors'
import type { Live } from '#core/workflow/instances/live'
import type { StepBatch } from '#core/workflow/instances/step_batch'
import { requireRunning, type Workflows } from '#core/workflow/instances/workflows'
import type { ProcessState, Values, Wait } from '#core/workflow/kernel/types'
import type { SubjectLabels } from '#core/workflow/tasks/subject_labels'
import { OPERATE } from '#core/workflow/rights'
import { readTaskConfig, type TaskConfig } from '#core/workflow/tasks/task_config'
import { judgeQuestions, startingValues, variablesAt } from '#core/workflow/tasks/task_forms'
import { TaskRows, type InboxScope, type TaskRow } from '#core/workflow/tasks/task_rows'
import { dialectOf } from '#core/database/dialect'

export interface TaskServices {
  database: Database
  workflows: Workflows
  forms: FormWrites
  types: FieldTypes
  labels: SubjectLabels
  notifications: Notifications
  audit: AuditLog
  clock: () => Date
}

export type TaskView = Omit<TaskRow, 'subject' | 'wait'> & {
  /** `label` is null where the reader may not see the record. */
  subject: { entity: string; id: number; label: string | null } | null
}

export interface TaskDetail extends TaskView {
  description: string | null
  candidates: string[]
  /** What the reader may do with it. */
  may: { claim: boolean; complete: boolean; assign: boolean }
  form: TaskConfig['form']
  /** What the questions begin with. */
  values: Values
}

type UserWait = Extract<Wait, { kind: 'user' }>

/** The inbox: what people are given to do, and what becomes of it. Bound as a singleton. */
export class Tasks {
  readonly #services: TaskServices
  readonly rows: TaskRows

  constructor(services: TaskServices) {
    this.#services = services
    this.rows = new TaskRows(dialectOf(services.database.dialect))
  }

  async inbox(
    actor: Actor,
    scope: InboxScope,
    page: { limit: number; offset: number }
  ): Promise<TaskView[]> {
    const rows = await this.rows.inbox(this.#services.database.read, actor, scope, page)
    return this.#views(actor, rows)
  }

  counts(actor: Actor): Promise<{ mine: number; available: number }> {
    return this.rows.counts(this.#services.database.read, actor)
  }

  async #views(actor: Actor, rows: readonly TaskRow[]): Promise<TaskView[]> {
    const labels = await this.#services.labels.of(
      actor,
      rows.flatMap(({ subject }) => subject ?? [])
    )
    return rows.map(({ wait: _wait, subject, ...row }) => ({
      ...row,
      subject: subject && {
        ...subject,
        label: labels.get(`${subject.entity}:${subject.id}`) ?? null,
      },
    }))
  }

  /** @throws E_NOT_FOUND for a task that is not this person's, not theirs to take, and that they have not done */
  async get(actor: Actor, id: number): Promise<TaskDetail> {
    const { read } = this.#services.database
    const row = await this.#visible(read, actor, id)
    const [view] = await this.#views(actor, [row])
    const { wait, visible } = await this.#waitOf(read, row)
    const config = readTaskConfig(wait?.task ?? null)
    const open = row.status === 'open'
    const mine = row.assignee === actor.userId
    const operates = actor.access.can(OPERATE)
    const free = open && row.assignee === null
    const { form } = config
    return {
      ...(view as TaskView),
      description: config.description,
      candidates: await this.rows.candidates(read, id),
      may: { claim: free, complete: open && (mine || free), assign: open && (mine || operates) },
      form,
      values: form?.kind === 'questions' ? startingValues(form.elements, visible) : {},
    }
  }

  /** The task's wait, and the variables that can be seen where it stands. */
  async #waitOf(
    db: Knex,
    { instance, wait: id }: TaskRow
  ): Promise<{ wait: UserWait | null; visible: Values }> {
    const row: { state: string } | undefined = await db('workflow_states')
      .where('instance_id', instance)
      .first('state')
    const state = row ? (JSON.parse(row.state) as ProcessState) : null
    const wait = state?.waits[id]
    if (!state || wait?.kind !== 'user') return { wait: null, visible: {} }
    return { wait, visible: { ...variablesAt(state, wait.scope), ...wait.local } }
  }

  async #visible(db: Knex, actor: Actor, id: number): Promise<TaskRow> {
    const row = await this.rows.find(db, id)
    if (!row) throw new E_NOT_FOUND({ what: 'workflow_task' })
    const own = row.assignee === actor.userId || actor.access.can(OPERATE)
    if (own || (await this.rows.isCandidate(db, actor, id))) return row
    const done: unknown = await db('workflow_tasks')
      .where({ id, completed_by: actor.userId })
      .first('id')
    if (!done) throw new E_NOT_FOUND({ what: 'workflow_task' })
    return row
  }

  /** Takes a task that nobody has. @throws E_TASK_NOT_OPEN, E_TASK_TAKEN */
  claim(actor: Actor, id: number): Promise<void> {
    return this.#give(actor, id, actor.userId, (row) => this.#requireFree(row))
  }

  /** Gives a task back to those who may take it. @throws E_TASK_NOBODY where there is nobody */
  unclaim(actor: Actor, id: number): Promise<void> {
    return this.#give(actor, id, null, async (row, trx) => {
      this.#requireOwn(actor, row)
      if ((await this.rows.candidates(trx, row.id)).length === 0) throw new E_TASK_NOBODY()
    })
  }

  /** Hands a task to somebody else: who has it, or who operates workflows. */
  async assign(actor: Actor, origin: Origin, id: number, to: number): Promise<void> {
    const { clock, notifications, audit } = this.#services
    await this.#give(actor, id, to, async (row, trx) => {
      this.#requireOwn(actor, row)
      const user: unknown = await trx('users')
        .where({ id: to, active: true })
        .whereNull('deleted_at')
        .first('id')
      if (!user) throw new E_NOT_FOUND({ what: 'user' })
      await notifications.add(trx, {
        userId: to,
        kind: 'workflow_task',
        params: { title: row.title },
        link: `/tasks/${id}`,
      })
      const details = { task: id, from: row.assignee, to }
      await audit.append(trx, [
        auditEntry(actor, origin, 'workflow.task_assigned', clock(), { details }),
      ])
    })
  }

  async #give(
    actor: Actor,
    id: number,
    to: number | null,
    check: (row: TaskRow, trx: Knex.Transaction) => Promise<void> | void
  ): Promise<void> {
    const { database, clock } = this.#services
    await database.transaction(async (trx) => {
      const row = await this.#visible(trx, actor, id)
      if (row.status !== 'open') throw new E_TASK_NOT_OPEN({ status: row.status })
      await check(row, trx)
      const given = await this.rows.assign(trx, row, to, clock())
      if (!given) throw new E_TASK_TAKEN({ by: '' })
    })
  }

  #requireFree(row: TaskRow): void {
    if (row.assignee !== null) throw new E_TASK_TAKEN({ by: String(row.assignee) })
  }

  #requireOwn(actor: Actor, row: TaskRow): void {
    if (row.assignee === actor.userId || actor.access.can(OPERATE)) return
    throw new E_FORBIDDEN({ what: OPERATE })
  }

  /**
   * Does a task: judges its form, saves what the form saves, and moves the process on, all or nothing. Who completes a task that nobody
   * has takes it with that.
   *
   * @throws E_TASK_NOT_OPEN, E_TASK_TAKEN, E_VALIDATION, E_WORKFLOW_SUSPENDED
   */
  async complete(
    actor: Actor,
    origin: Origin,
    id: number,
    sent: { values: Values; version?: number }
  ): Promise<void> {
    await this.#services.workflows.work(async (batch) => {
      const { row, live, wait } = await this.#doable(batch, actor, id)
      const result = await this.#result(actor, origin, batch, live, wait, sent)
      if (actor.userId) live.doneBy.set(row.wait, actor.userId)
      const event = { type: 'done' as const, wait: row.wait, result }
      await batch.deliver([{ to: live, event }], actor.userId)
    })
  }

  /** Ends a task with an error or an escalation that its boundary events catch. */
  async raise(
    actor: Actor,
    id: number,
    what: { type: 'error' | 'escalation'; code: string; message?: string | null }
  ): Promise<void> {
    await this.#services.workflows.work(async (batch) => {
      const { row, live } = await this.#doable(batch, actor, id)
      if (actor.userId) live.doneBy.set(row.wait, actor.userId)
      const { type, code, message = null } = what
      const base = { wait: row.wait, code, result: null }
      const event = type === 'error' ? { type, ...base, message } : { type, ...base }
      await batch.deliver([{ to: live, event }], actor.userId)
    })
  }

  async #doable(batch: StepBatch, actor: Actor, id: number) {
    const row = await this.#visible(batch.trx, actor, id)
    await batch.load([row.instance])
    const live = batch.get(row.instance)
    const wait = live.state.waits[row.wait]
    if (row.status !== 'open' || wait?.kind !== 'user') {
      throw new E_TASK_NOT_OPEN({ status: row.status })
    }
    if (row.assignee !== null && row.assignee !== actor.userId) {
      throw new E_TASK_TAKEN({ by: String(row.assignee) })
    }
    requireRunning(live)
    return { row, live, wait }
  }

  async #result(
    actor: Actor,
    origin: Origin,
    batch: StepBatch,
    { subject }: Live,
    wait: UserWait,
    { values, version }: { values: Values; version?: number }
  ): Promise<Values> {
    const { form } = readTaskConfig(wait.task)
    if (form?.kind === 'questions') {
      const { types, clock } = this.#services
      return judgeQuestions(actor, form.elements, values, { types, now: clock() })
    }
    if (form?.kind === 'record' && subject) {
      const { entity, id } = subject
      const { forms } = this.#services
      await forms.update(actor, origin, entity, id, form.name, values, version ?? 0, batch.trx)
      batch.forgetRecords()
      return values
    }
    return {}
  }

  /** Tells people of what is due soon; safe to repeat. */
  async remind(): Promise<number> {
    const { database, clock, notifications } = this.#services
    const now = clock().getTime()
    const due: unknown = await database
      .read('workflow_reminders')
      .whereNull('sent_at')
      .where('due_at', '<=', now)
      .first('id')
    if (!due) return 0
    return database.transaction(async (trx) => {
      const reminders = await this.rows.dueReminders(trx, now)
      for (const { task, title, assignee } of reminders) {
        if (assignee === null) continue
        await notifications.add(trx, {
          userId: assignee,
          kind: 'workflow_task_due',
          params: { title },
          link: `/tasks/${task}`,
        })
      }
      return reminders.length
    })
  }
}
