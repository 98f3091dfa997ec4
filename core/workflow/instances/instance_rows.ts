import type { Knex } from 'knex'
import { runRows, type Dialect } from '#core/database/dialect'
import type { Session } from '#core/records/execution/statements'
import type { Bound } from '#core/records/query/slots'
import { E_WORKFLOW_STALE } from '#core/workflow/errors'
import type { Live, OpenedWait, WaitEnd } from '#core/workflow/instances/live'
import {
  CLOSE_WAIT,
  INCIDENT_COLUMNS,
  INSTANCE_COLUMNS,
  RESOLVE_INCIDENT,
  SAVE_STATE,
  SAVE_STATUS,
  STATE_COLUMNS,
  TRAIL_COLUMNS,
  WAIT_COLUMNS,
} from '#core/workflow/instances/instance_sql'
import type { ProcessState } from '#core/workflow/kernel/types'

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
  unit_id: number | null
  incidents: number | null
}

export interface NewInstance {
  title: string
  process: string
  version: number
  subject: { entity: string; id: number } | null
  key: string | null
  startedBy: number
  ownerId: number | null
  unitId: number | null
  parent: number | null
}

/** The rows of instances, states, waits and the trail. Everything is written at once: many instances share a transaction. */
export class InstanceRows {
  readonly #dialect: Dialect

  constructor(dialect: Dialect) {
    this.#dialect = dialect
  }

  instant(at: Date): string {
    return this.#dialect.instant(at)
  }

  /** Answers the ids in the order of the instances. */
  async insertInstances(session: Session, all: readonly NewInstance[], now: Date) {
    const at = this.#dialect.instant(now)
    const rows = all.map((one): Bound[] => [
      one.ownerId,
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
    return session.insertMany('workflow_instances', INSTANCE_COLUMNS, rows)
  }

  /** State rows of instances, in no order. */
  async states(db: Knex | Knex.Transaction, ids: readonly number[]): Promise<StateRow[]> {
    const condition = this.#dialect.inJson('s.instance_id', 'integer')
    return runRows<StateRow>(db, {
      sql:
        `select s.*, i.created_by as started_by, i.incidents as incidents, i.unit_id as unit_id from workflow_states s` +
        ` join workflow_instances i on i.id = s.instance_id where ${condition}`,
      bindings: [JSON.stringify(ids)],
    })
  }

  async saveStates(session: Session, all: readonly Live[]): Promise<void> {
    const fresh = all.filter(({ lock }) => lock === 0)
    const rows = fresh.map((one) => this.#stateRow(one))
    if (rows.length > 0) await session.insertMany('workflow_states', STATE_COLUMNS, rows)
    for (const one of all) if (one.lock > 0) await this.#saveState(session, one)
  }

  #stateRow(one: Live): Bound[] {
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
      isOpen(one.state),
      one.suspended,
      one.begun && JSON.stringify(one.begun),
    ]
  }

  /** Guarded by the lock that was read: of two who step at the same time one has lost. */
  async #saveState(session: Session, one: Live): Promise<void> {
    const state = JSON.stringify(one.state)
    const values = [state, one.version.id, isOpen(one.state), one.suspended, one.id, one.lock]
    if ((await session.change(SAVE_STATE, values)) !== 1) throw new E_WORKFLOW_STALE()
  }

  async insertWaits(
    session: Session,
    all: readonly { of: Live; wait: OpenedWait }[],
    now: number
  ): Promise<void> {
    const rows = all.map(({ of, wait: { wait, name, correlation, watched, dueAt } }): Bound[] => [
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
    ])
    if (rows.length > 0) await session.insertMany('workflow_waits', WAIT_COLUMNS, rows)
  }

  /** A closed wait is no longer due; it stays as history. */
  async closeWaits(
    session: Session,
    instance: number,
    ends: ReadonlyMap<string, WaitEnd>,
    now: number
  ): Promise<void> {
    for (const [wait, reason] of ends) {
      await session.change(CLOSE_WAIT, [now, reason, instance, wait])
    }
  }

  async insertTrail(session: Session, all: readonly Live[], now: number): Promise<void> {
    const rows = all
      .filter(({ trail }) => trail.length > 0)
      .map((one): Bound[] => [
        one.id,
        now,
        one.by,
        JSON.stringify(one.trail.map(compact)),
        one.answers.length > 0 ? JSON.stringify(one.answers) : null,
      ])
    if (rows.length > 0) await session.insertMany('workflow_trail', TRAIL_COLUMNS, rows)
  }

  async saveStatuses(session: Session, all: readonly Live[], now: Date): Promise<void> {
    const at = this.#dialect.instant(now)
    for (const one of all) {
      const ended = isOpen(one.state) ? null : at
      await session.change(SAVE_STATUS, [statusOf(one), one.incidents, ended, at, one.id])
    }
  }

  async insertIncidents(session: Session, all: readonly Live[], now: Date): Promise<void> {
    const at = this.#dialect.instant(now)
    const rows = all.flatMap((one) =>
      one.newIncidents.map(({ token, node, code, params }): Bound[] => [
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
    if (rows.length > 0) await session.insertMany('workflow_incidents', INCIDENT_COLUMNS, rows)
  }

  async resolveIncidents(session: Session, one: Live, now: Date): Promise<void> {
    const at = this.#dialect.instant(now)
    for (const token of one.resolved) {
      await session.change(RESOLVE_INCIDENT, [at, one.by, at, one.id, token])
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
