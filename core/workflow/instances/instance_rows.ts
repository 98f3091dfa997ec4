import type { Knex } from 'knex'
import {
  batches,
  insertReturningIds,
  run,
  runRows,
  type Bindable,
  type Dialect,
} from '#core/database/dialect'
import type { ProcessState } from '#core/workflow/kernel/types'
import { E_WORKFLOW_STALE } from '#core/workflow/errors'
import type { Live, OpenedWait, WaitEnd } from '#core/workflow/instances/live'

export interface StateRow {
  instance_id: number
  version_id: number
  process: string
  lock: number
  state: string
  run_as: number
  subject_entity: string | null
  subject_id: number | null
  parent_id: number | null
  parent_wait: string | null
  open: boolean | number
  suspended: boolean | number
  started_by: number | null
  incidents: number | null
}

export interface NewInstance {
  title: string
  process: string
  version: number
  subject: { entity: string; id: number } | null
  key: string | null
  startedBy: number
  unitId: number | null
  parent: number | null
}

const INSTANCE_COLUMNS = [
  'owner_id',
  'unit_id',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
  'version',
  'title',
  'process',
  'process_version',
  'status',
  'incidents',
  'subject_entity',
  'subject_id',
  'instance_key',
  'parent',
] as const
const STATE_COLUMNS = [
  'instance_id',
  'version_id',
  'process',
  'lock',
  'state',
  'run_as',
  'subject_entity',
  'subject_id',
  'parent_id',
  'parent_wait',
  'open',
  'suspended',
] as const
const WAIT_COLUMNS = [
  'instance_id',
  'version_id',
  'wait',
  'node',
  'kind',
  'name',
  'correlation',
  'subject_entity',
  'subject_id',
  'opened_at',
  'due_at',
] as const

/** The SQL of instances, states, waits and the trail. Everything is written in bulk: many instances share a transaction. */
export class InstanceRows {
  readonly #dialect: Dialect

  constructor(dialect: Dialect) {
    this.#dialect = dialect
  }

  /** Answers the ids in the order of the instances. */
  async insertInstances(trx: Knex.Transaction, all: readonly NewInstance[], now: Date) {
    const at = this.#dialect.instant(now)
    const rows = all.map((one): Bindable[] => [
      one.startedBy || null,
      one.unitId,
      at,
      one.startedBy || null,
      at,
      one.startedBy || null,
      1,
      one.title.slice(0, 200),
      one.process,
      one.version,
      'active',
      0,
      one.subject?.entity ?? null,
      one.subject?.id ?? null,
      one.key?.slice(0, 120) ?? null,
      one.parent,
    ])
    return insertReturningIds(trx, this.#dialect, {
      table: 'workflow_instances',
      columns: INSTANCE_COLUMNS,
      rows,
    })
  }

  /** State rows of instances, in no order. */
  async states(db: Knex | Knex.Transaction, ids: readonly number[]): Promise<StateRow[]> {
    const condition = this.#dialect.inJson('s.instance_id', 'integer')
    return runRows<StateRow>(db, {
      sql:
        `select s.*, i.created_by as started_by, i.incidents as incidents from workflow_states s` +
        ` join workflow_instances i on i.id = s.instance_id where ${condition}`,
      bindings: [JSON.stringify(ids)],
    })
  }

  async saveStates(trx: Knex.Transaction, all: readonly Live[]): Promise<void> {
    const fresh = all.filter(({ lock }) => lock === 0)
    const rows = fresh.map((one) => this.#stateRow(one))
    for (const some of batches(rows, this.#dialect.rowsPerStatement(STATE_COLUMNS.length))) {
      await run(
        trx,
        this.#dialect.insert({ table: 'workflow_states', columns: STATE_COLUMNS, rows: some })
      )
    }
    for (const one of all) if (one.lock > 0) await this.#saveState(trx, one)
  }

  #stateRow(one: Live): Bindable[] {
    return [
      one.id,
      one.version.id,
      one.graph.key,
      1,
      JSON.stringify(one.state),
      one.runAs,
      one.subject?.entity ?? null,
      one.subject?.id ?? null,
      one.parent?.id ?? null,
      one.parent?.wait ?? null,
      this.#dialect.boolean(isOpen(one.state)),
      this.#dialect.boolean(one.suspended),
    ]
  }

  /** Guarded by the lock that was read: of two who step at the same time one has lost. */
  async #saveState(trx: Knex.Transaction, one: Live): Promise<void> {
    const saved = await trx('workflow_states')
      .where({ instance_id: one.id, lock: one.lock })
      .update({
        state: JSON.stringify(one.state),
        lock: one.lock + 1,
        version_id: one.version.id,
        open: isOpen(one.state),
        suspended: one.suspended,
      })
    if (saved !== 1) throw new E_WORKFLOW_STALE()
  }

  async insertWaits(
    trx: Knex.Transaction,
    all: readonly { of: Live; wait: OpenedWait }[],
    now: number
  ): Promise<void> {
    const rows = all.map(
      ({ of, wait: { wait, name, correlation, watched, dueAt } }): Bindable[] => [
        of.id,
        of.version.id,
        wait.id,
        wait.node,
        wait.kind,
        name?.slice(0, 200) ?? null,
        correlation?.slice(0, 200) ?? null,
        watched?.entity ?? null,
        watched?.id ?? null,
        now,
        dueAt,
      ]
    )
    for (const some of batches(rows, this.#dialect.rowsPerStatement(WAIT_COLUMNS.length))) {
      await run(
        trx,
        this.#dialect.insert({ table: 'workflow_waits', columns: WAIT_COLUMNS, rows: some })
      )
    }
  }

  /** A closed wait is no longer due; it stays as history. */
  async closeWaits(
    trx: Knex.Transaction,
    instance: number,
    ends: ReadonlyMap<string, WaitEnd>,
    now: number
  ): Promise<void> {
    for (const reason of new Set(ends.values())) {
      const waits = [...ends].filter(([, one]) => one === reason).map(([wait]) => wait)
      for (const some of batches(waits, 500)) {
        await trx('workflow_waits')
          .where('instance_id', instance)
          .whereIn('wait', some)
          .whereNull('closed_at')
          .update({ closed_at: now, reason, due_at: null })
      }
    }
  }

  async insertTrail(trx: Knex.Transaction, all: readonly Live[], now: number): Promise<void> {
    const rows = all
      .filter(({ trail }) => trail.length > 0)
      .map((one): Bindable[] => [one.id, now, one.by, JSON.stringify(one.trail.map(compact))])
    for (const some of batches(rows, this.#dialect.rowsPerStatement(4))) {
      await run(
        trx,
        this.#dialect.insert({
          table: 'workflow_trail',
          columns: ['instance_id', 'at', 'user_id', 'entries'],
          rows: some,
        })
      )
    }
  }

  /** Instances that ended alike at the same instant take one statement. */
  async saveStatuses(trx: Knex.Transaction, all: readonly Live[], now: Date): Promise<void> {
    const groups = new Map<string, Live[]>()
    for (const one of all) {
      const key = `${statusOf(one)} ${one.incidents}`
      groups.set(key, [...(groups.get(key) ?? []), one])
    }
    const at = this.#dialect.instant(now)
    for (const group of groups.values()) {
      const [first] = group
      if (!first) continue
      const ended = isOpen(first.state) ? null : at
      for (const some of batches(group, 500)) {
        await trx('workflow_instances')
          .whereRaw(this.#dialect.inJson('id', 'integer'), [
            JSON.stringify(some.map(({ id }) => id)),
          ])
          .update({
            status: statusOf(first),
            incidents: first.incidents,
            ended_at: ended,
            updated_at: at,
          })
      }
    }
  }

  async insertIncidents(trx: Knex.Transaction, all: readonly Live[], now: Date): Promise<void> {
    const at = this.#dialect.instant(now)
    const columns = ['owner_id', 'created_at', 'updated_at', 'version', 'code', 'status', 'params']
    columns.push('process', 'node', 'token', 'instance')
    const rows = all.flatMap((one) =>
      one.newIncidents.map(({ token, node, code, params }): Bindable[] => [
        one.startedBy || null,
        at,
        at,
        1,
        code.slice(0, 120),
        'open',
        JSON.stringify(params),
        one.graph.key,
        node,
        token,
        one.id,
      ])
    )
    for (const some of batches(rows, this.#dialect.rowsPerStatement(columns.length))) {
      await run(trx, this.#dialect.insert({ table: 'workflow_incidents', columns, rows: some }))
    }
  }

  async resolveIncidents(trx: Knex.Transaction, one: Live, now: Date): Promise<void> {
    const at = this.#dialect.instant(now)
    for (const some of batches([...one.resolved], 500)) {
      await trx('workflow_incidents')
        .where({ instance: one.id, status: 'open' })
        .whereIn('token', some)
        .update({ status: 'resolved', resolved_at: at, resolved_by: one.by, updated_at: at })
    }
  }
}

/** What is drawn of a step: `[kind, element, token]`; the scope follows from the element. */
const compact = ({ kind, element, token }: Live['trail'][number]) => [kind, element, token]

export const isOpen = ({ status }: ProcessState): boolean => status === 'new' || status === 'active'

export function statusOf({ state, suspended }: Live): string {
  if (!isOpen(state)) return state.status
  return suspended ? 'suspended' : 'active'
}
