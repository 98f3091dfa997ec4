import type { Knex } from 'knex'
import { E_NOT_FOUND } from '#core/errors/errors'
import type { Records } from '#core/records/records'
import type { RecordRow } from '#core/records/types'
import { requirePermission } from '#core/security/guards'
import type { Actor } from '#core/security/types'
import type { DocumentRows } from '#core/workflow/definitions/document_rows'
import type { StateRow } from '#core/workflow/instances/instance_rows'
import type { Workflows } from '#core/workflow/instances/workflows'
import type { ProcessState } from '#core/workflow/kernel/types'
import {
  heatOf,
  standingOf,
  trailOf,
  waitsOf,
  withoutValues,
  type Heat,
  type Standing,
  type TrailStep,
  type WaitView,
} from '#core/workflow/operations/instance_view'
import { mayOperate, OPERATE, requireWatch } from '#core/workflow/rights'

export interface InstanceDetail {
  instance: RecordRow
  workflow: { key: string; version: number }
  /** Who only watches is told the names of variables; their values, and those in incidents, are null. */
  standing: Standing
  waits: WaitView[]
  trail: TrailStep[]
  children: { id: number; node: string | null }[]
  suspended: boolean
  /** Whether the reader operates workflows: sees values and may intervene. */
  operates: boolean
}

/**
 * What people see of instances that their row scopes let them see. What a process knows may come from any record and any field, read
 * with the rights of its run-as user, and nobody can tell of a value where it came from: values are for operators alone. Where a run
 * stands and what has happened is for everybody with `core.workflow.watch`. Bound as a singleton.
 */
export class Watching {
  readonly #workflows: Workflows
  readonly #records: Records
  readonly #documents: DocumentRows

  constructor(services: { workflows: Workflows; records: Records; documents: DocumentRows }) {
    this.#workflows = services.workflows
    this.#records = services.records
    this.#documents = services.documents
  }

  /** @throws E_FORBIDDEN, E_NOT_FOUND */
  async detail(actor: Actor, id: number): Promise<InstanceDetail> {
    const { instance, row, db } = await this.#seen(actor, id)
    const state = JSON.parse(row.state) as ProcessState
    const standing = standingOf(state)
    const operates = mayOperate(actor)
    return {
      instance,
      workflow: await workflowOf(db, row.version_id),
      standing: operates ? standing : withoutValues(standing),
      waits: await waitsOf(db, id),
      trail: await trailOf(db, id),
      children: await childrenOf(db, id, state),
      suspended: Boolean(row.suspended),
      operates,
    }
  }

  /** The document by which an instance runs. @throws E_FORBIDDEN, E_NOT_FOUND */
  async diagram(actor: Actor, id: number): Promise<string> {
    const { row, db } = await this.#seen(actor, id)
    const version: { xml: string } | undefined = await db('workflow_versions')
      .where('id', row.version_id)
      .first('xml')
    if (!version) throw new E_NOT_FOUND({ what: 'workflow version' })
    return version.xml
  }

  async #seen(actor: Actor, id: number): Promise<{ instance: RecordRow; row: StateRow; db: Knex }> {
    requireWatch(actor)
    const { database, rows } = this.#workflows.services
    const instance = await this.#records.get(actor, 'workflow_instance', id)
    const [row] = await rows.states(database.read, [id])
    if (!row) throw new E_NOT_FOUND({ what: 'workflow_instance' })
    return { instance, row, db: database.read }
  }

  /** Where time goes in a version: of all its instances, so for operators. */
  async heat(actor: Actor, key: string, version: number): Promise<Heat[]> {
    requirePermission(actor, OPERATE)
    const { read } = this.#workflows.services.database
    const document = await this.#documents.get(read, key)
    const { id } = await this.#documents.version(read, document.id, version)
    return heatOf(read, id)
  }
}

async function workflowOf(db: Knex, version: number): Promise<{ key: string; version: number }> {
  const row: { key: string; version: number } = await db('workflow_versions as v')
    .join('workflow_documents as d', 'd.id', 'v.document_id')
    .where('v.id', version)
    .first('d.key', 'v.version')
  return { key: row.key, version: row.version }
}

async function childrenOf(db: Knex, id: number, state: ProcessState) {
  const rows: { instance_id: number; parent_wait: string }[] = await db('workflow_states')
    .where('parent_id', id)
    .orderBy('instance_id')
    .limit(500)
    .select('instance_id', 'parent_wait')
  return rows.map(({ instance_id: child, parent_wait: wait }) => ({
    id: child,
    node: state.waits[wait]?.node ?? null,
  }))
}
