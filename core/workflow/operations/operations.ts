import { CodedError } from '#core/errors/coded_error'
import type { Json } from '#core/metadata/types'
import type { Records } from '#core/records/records'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import { requirePermission } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'
import type { DocumentRows } from '#core/workflow/definitions/document_rows'
import { E_WORKFLOW_MIGRATION, E_WORKFLOW_TOKEN } from '#core/workflow/errors'
import { ringAlarms } from '#core/workflow/instances/alarms'
import { isOpen } from '#core/workflow/instances/instance_rows'
import type { Live } from '#core/workflow/instances/live'
import type { StepBatch } from '#core/workflow/instances/step_batch'
import { requireRunning, type Workflows } from '#core/workflow/instances/workflows'
import type { ProcessEvent, ProcessState, Values } from '#core/workflow/kernel/types'
import {
  mappingFaults,
  migrateState,
  occupiedNodes,
  type MigrationFault,
  type NodeMapping,
} from '#core/workflow/operations/migration'
import { OPERATE } from '#core/workflow/rights'
import { E_NOT_FOUND } from '#core/errors/errors'

export interface OperationServices {
  workflows: Workflows
  records: Records
  documents: DocumentRows
  audit: AuditLog
}

export type Operation =
  | { do: 'suspend' }
  | { do: 'resume' }
  | { do: 'cancel'; reason?: string | null }
  /** Of one incident's token, or of all. */
  | { do: 'retry'; token?: string }
  | { do: 'skip'; token: string; result?: Json }
  | { do: 'move'; token: string; node: string }
  | { do: 'variables'; scope?: string | null; values: Values }
  | { do: 'migrate'; version: number; mapping?: NodeMapping }

export interface MigrationPreview {
  instances: number
  /** Nodes at which something stands, where it would go, and what stands against it. */
  nodes: { node: string; count: number; target: string | null; fault: string | null }[]
}

export type Outcome = { id: number } & ({ ok: true } | { ok: false; code: string; params: Json })

/**
 * What operators do with instances. They need `core.workflow.operate`, and see those instances that their row scopes let them see;
 * whose variables they may read and change all. Bound as a singleton.
 */
export class Operations {
  readonly #services: OperationServices

  constructor(services: OperationServices) {
    this.#services = services
  }

  get #database() {
    return this.#services.workflows.services.database
  }

  /** Does one thing with each of several instances; what cannot be done to one does not keep it from the others. */
  async run(
    actor: Actor,
    origin: Origin,
    ids: readonly number[],
    operation: Operation
  ): Promise<Outcome[]> {
    requirePermission(actor, OPERATE)
    const outcomes: Outcome[] = []
    for (const id of ids) {
      try {
        await this.#services.records.get(actor, 'workflow_instance', id, { select: ['id'] })
        await this.#one(actor, origin, id, operation)
        outcomes.push({ id, ok: true })
      } catch (error) {
        if (!(error instanceof CodedError) || error.status >= 500) throw error
        outcomes.push({ id, ok: false, code: error.code, params: error.params })
      }
    }
    return outcomes
  }

  async #one(actor: Actor, origin: Origin, id: number, operation: Operation): Promise<void> {
    const { workflows, audit } = this.#services
    await workflows.work(async (batch) => {
      await batch.load([id])
      const live = batch.get(id)
      live.by = actor.userId
      await this.#apply(batch, live, actor, operation)
      const { do: what, ...rest } = operation
      const details = {
        instance: id,
        process: live.graph.key,
        ...(rest as { [name: string]: Json }),
      }
      /** Values may be anybody's data: the audit holds their names. */
      if ('values' in details) details.values = Object.keys(details.values as object)
      await audit.append(batch.trx, [
        auditEntry(actor, origin, `workflow.${what}`, batch.now, { details }),
      ])
    })
  }

  async #apply(batch: StepBatch, live: Live, actor: Actor, operation: Operation): Promise<void> {
    const deliver = (event: ProcessEvent) => batch.deliver([{ to: live, event }], actor.userId)
    switch (operation.do) {
      case 'suspend':
        requireRunning(live)
        live.suspended = live.touched = live.shown = true
        return
      case 'resume':
        return this.#resume(batch, live)
      case 'cancel':
        if (!isOpen(live.state)) requireRunning(live)
        return deliver({ type: 'cancel', reason: operation.reason ?? null })
      case 'retry': {
        requireRunning(live)
        const { token } = operation
        const tokens = token ? [token] : Object.keys(live.state.incidents)
        for (const one of tokens) {
          if (!live.state.incidents[one]) throw new E_WORKFLOW_TOKEN({ token: one })
          await deliver({ type: 'retry', token: one })
        }
        return
      }
      case 'skip':
        requireRunning(live)
        this.#requireToken(live, operation.token)
        return deliver({ type: 'skip', token: operation.token, result: operation.result ?? null })
      case 'move':
        requireRunning(live)
        this.#requireToken(live, operation.token)
        if (!live.graph.nodes[operation.node]) throw new E_WORKFLOW_TOKEN({ token: operation.node })
        return deliver({ type: 'move', token: operation.token, node: operation.node })
      case 'variables':
        if (!isOpen(live.state)) requireRunning(live)
        return deliver({
          type: 'variables',
          scope: operation.scope ?? null,
          values: operation.values,
        })
      case 'migrate':
        return this.#migrate(batch, live, operation)
    }
  }

  #requireToken(live: Live, token: string): void {
    if (!live.state.tokens[token]) throw new E_WORKFLOW_TOKEN({ token })
  }

  /** What could not begin while it was suspended begins now; the clock went on meanwhile. */
  async #resume(batch: StepBatch, live: Live): Promise<void> {
    if (!isOpen(live.state)) requireRunning(live)
    live.suspended = false
    live.touched = live.shown = true
    const { actions, jobs } = this.#services.workflows.services
    const now = batch.now.getTime()
    for (const wait of Object.values(live.state.waits)) {
      if (wait.kind !== 'action' || actions.get(wait.action)?.mode !== 'job') continue
      const payload = { instance: live.id, wait: wait.id, attempt: 1 }
      const key = `${live.id}:${wait.id}:1`
      await jobs.enqueue(batch.trx, 'core.workflow.action', payload, { key, unique: 'unfinished' })
    }
    await ringAlarms(batch.trx, jobs, [now], now)
  }

  async #migrate(
    batch: StepBatch,
    live: Live,
    { version, mapping = {} }: Extract<Operation, { do: 'migrate' }>
  ): Promise<void> {
    if (!isOpen(live.state)) requireRunning(live)
    const row: { id: number } | undefined = await batch
      .trx('workflow_versions')
      .where({ document_id: live.version.documentId, version })
      .first('id')
    if (!row) throw new E_NOT_FOUND({ what: 'workflow version' })
    const target = await batch.services.versions.get(batch.trx, row.id)
    const graph = target.graphs[live.graph.key]
    if (!graph) throw new E_WORKFLOW_MIGRATION({ instance: live.id, node: live.graph.key })
    const migrated = migrateState(live.state, live.graph, graph, mapping)
    if ('faults' in migrated) {
      const [first] = migrated.faults
      throw new E_WORKFLOW_MIGRATION(
        { instance: live.id, node: first?.node ?? '' },
        migrated.faults.map(({ node, code }) => ({ path: node, code }))
      )
    }
    await this.#renameRows(batch, live, mapping)
    live.state = migrated.state
    live.version = target
    live.graph = graph
    live.touched = true
    await batch
      .trx('workflow_instances')
      .where('id', live.id)
      .update({ process_version: target.version })
    await batch.trx('workflow_waits').where('instance_id', live.id).update({ version_id: row.id })
  }

  async #renameRows({ trx }: StepBatch, live: Live, mapping: NodeMapping): Promise<void> {
    for (const [from, node] of Object.entries(mapping)) {
      const open = { instance: live.id, node: from, status: 'open' }
      await trx('workflow_waits')
        .where({ instance_id: live.id, node: from })
        .whereNull('closed_at')
        .update({ node })
      await trx('workflow_tasks').where(open).update({ node })
      await trx('workflow_incidents').where(open).update({ node })
    }
  }

  /** Which nodes running instances of a version (`ids`: these of them) stand at, and whether each has a place in another version. */
  async preview(
    actor: Actor,
    key: string,
    {
      from,
      to,
      mapping = {},
      ids = null,
    }: { from: number; to: number; mapping?: NodeMapping; ids?: readonly number[] | null }
  ): Promise<MigrationPreview> {
    requirePermission(actor, OPERATE)
    const { documents } = this.#services
    const { read } = this.#database
    const document = await documents.get(read, key)
    const [old, fresh] = [
      await documents.version(read, document.id, from),
      await documents.version(read, document.id, to),
    ]
    const running = read('workflow_states').where({ version_id: old.id, open: true })
    if (ids) void running.whereIn('instance_id', ids)
    const rows: { process: string; state: string }[] = await running
      .limit(10_000)
      .select('process', 'state')
    const counts = new Map<string, { count: number; faults: MigrationFault[]; target: string }>()
    for (const row of rows) {
      const graph = old.graphs.find((one) => one.key === row.process)
      const target = fresh.graphs.find((one) => one.key === row.process)
      if (!graph) continue
      for (const node of occupiedNodes(JSON.parse(row.state) as ProcessState, graph)) {
        const faults: MigrationFault[] = target
          ? mappingFaults([node], graph, target, mapping)
          : [{ node, code: 'scope_missing' }]
        const known = counts.get(node) ?? { count: 0, faults, target: mapping[node] ?? node }
        counts.set(node, { ...known, count: known.count + 1 })
      }
    }
    return {
      instances: rows.length,
      nodes: [...counts].map(
        ([
          node,
          {
            count,
            faults: [fault],
            target,
          },
        ]) => ({
          node,
          count,
          target: fault?.code === 'node_missing' ? null : target,
          fault: fault?.code ?? null,
        })
      ),
    }
  }
}
