import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import type { LocalizedText } from '#core/metadata/types'
import { E_TOO_LARGE } from '#core/errors/errors'
import type { Jobs } from '#core/jobs/jobs'
import type { Metadata } from '#core/metadata/metadata'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import { requirePermission } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'
import type { ActionRegistry } from '#core/workflow/actions/action_registry'
import {
  DocumentRows,
  type DocumentRow,
  type VersionView,
} from '#core/workflow/definitions/document_rows'
import { serverFaults } from '#core/workflow/definitions/server_faults'
import { startsOf } from '#core/workflow/definitions/starts'
import { summarise, type VersionSummary } from '#core/workflow/definitions/summary'
import {
  E_WORKFLOW_INVALID,
  E_WORKFLOW_KEY,
  E_WORKFLOW_KEY_TAKEN,
  E_WORKFLOW_RUNNING,
  E_WORKFLOW_RUN_AS,
} from '#core/workflow/errors'
import { ringAlarms } from '#core/workflow/instances/alarms'
import type { Compiled, Kernel, WorkflowFault } from '#core/workflow/kernel_port'
import type { ProcessGraph } from '#core/workflow/kernel/types'
import { mayOperate } from '#core/workflow/rights'
import type { TriggerRegistry } from '#core/workflow/triggers/trigger_registry'
import { dialectOf } from '#core/database/dialect'

export const DESIGN = 'core.workflow.design'

export interface DefinitionServices {
  database: Database
  kernel: Kernel
  metadata: Metadata
  actions: ActionRegistry
  triggers: TriggerRegistry
  /** Names of published decisions. */
  decisions: () => Promise<ReadonlySet<string>>
  audit: AuditLog
  jobs: Jobs
  /** Something that starts processes was changed. */
  changed: () => Promise<void>
  clock: () => Date
}

export interface WorkflowView {
  key: string
  label: LocalizedText
  activeVersion: number | null
  draft: { lock: number; savedBy: number; savedAt: string }
  archived: boolean
}

export interface Check {
  faults: WorkflowFault[]
  summary: VersionSummary
}

const KEY = /^[A-Za-z_][\w-]{0,63}$/
const MAX_XML = 2_000_000

/** Workflows as they are drawn and published. What runs is never touched by any of it. Bound as a singleton. */
export class Definitions {
  readonly #services: DefinitionServices
  readonly rows: DocumentRows

  constructor(services: DefinitionServices) {
    this.#services = services
    this.rows = new DocumentRows(dialectOf(services.database.dialect))
  }

  async list(actor: Actor): Promise<WorkflowView[]> {
    requirePermission(actor, DESIGN)
    const all = await this.rows.all(this.#services.database.read)
    return all.map(toView)
  }

  async get(
    actor: Actor,
    key: string
  ): Promise<WorkflowView & { xml: string; versions: VersionView[] }> {
    requirePermission(actor, DESIGN)
    const { read } = this.#services.database
    const document = await this.rows.get(read, key)
    const versions = await this.rows.versions(read, document.id)
    return { ...toView(document), xml: document.draftXml, versions }
  }

  /** @throws E_WORKFLOW_KEY, E_WORKFLOW_KEY_TAKEN */
  async create(
    actor: Actor,
    { key, label, xml }: { key: string; label: LocalizedText; xml: string }
  ): Promise<WorkflowView> {
    requirePermission(actor, DESIGN)
    if (!KEY.test(key)) throw new E_WORKFLOW_KEY({ key })
    checkLength(xml)
    const { database, clock } = this.#services
    await database.transaction(async (trx) => {
      if (await this.rows.find(trx, key)) throw new E_WORKFLOW_KEY_TAKEN({ key })
      const at = clock().getTime()
      await this.rows.insert(trx, { key, label, xml, by: actor.userId, at })
    })
    return toView(await this.rows.get(database.read, key))
  }

  /**
   * Saves the drawing as it is, be it publishable or not; answers the new lock.
   *
   * @throws E_STALE_VERSION
   */
  async saveDraft(
    actor: Actor,
    key: string,
    draft: { xml?: string; label?: LocalizedText; lock: number }
  ): Promise<{ lock: number; savedAt: string }> {
    requirePermission(actor, DESIGN)
    checkLength(draft.xml ?? '')
    const { database, clock } = this.#services
    const at = clock()
    const lock = await database.transaction(async (trx) => {
      const document = await this.rows.get(trx, key)
      return this.rows.saveDraft(trx, document, { ...draft, by: actor.userId, at: at.getTime() })
    })
    return { lock, savedAt: at.toISOString() }
  }

  /** What stands against publishing, and what it would change. */
  async check(actor: Actor, key: string, xml?: string): Promise<Check> {
    requirePermission(actor, DESIGN)
    const document = await this.rows.get(this.#services.database.read, key)
    const { faults, graphs } = await this.#compiled(document, xml ?? document.draftXml)
    return { faults, summary: summarise(await this.#published(document), graphs) }
  }

  /** The graphs of the active version; none while nothing was published. */
  async #published(document: DocumentRow): Promise<ProcessGraph[]> {
    if (document.activeVersion === null) return []
    const { read } = this.#services.database
    return (await this.rows.version(read, document.id, document.activeVersion)).graphs
  }

  async #compiled(document: DocumentRow, xml: string): Promise<Compiled> {
    const { kernel, database, decisions, actions, triggers, metadata, clock } = this.#services
    checkLength(xml)
    const { graphs, faults } = await kernel.compile(xml)
    const keys = graphs.map(({ key }) => key)
    const owners = await this.rows.owners(database.read, keys)
    const published: { key: string }[] = await database.read('workflow_processes').select('key')
    const own = serverFaults(graphs, {
      actions,
      triggers,
      decisions: await decisions(),
      processes: new Set([...published.map(({ key }) => key), ...keys]),
      taken: new Set([...owners].filter(([, owner]) => owner !== document.id).map(([key]) => key)),
      entities: new Set(metadata.current().entity.keys()),
      roles: new Set(metadata.current().role.keys()),
      now: clock(),
    })
    return { graphs, faults: [...faults, ...own] }
  }

  /**
   * Makes the draft the version by which instances start from now on. Running ones stay on theirs.
   *
   * @param runAs whose rights its actions have; null: who starts it by hand, the publisher where it starts by itself. Only oneself, or anybody with `core.admin.roles`
   * @throws E_WORKFLOW_INVALID with every fault, E_STALE_VERSION, E_WORKFLOW_RUN_AS
   */
  async publish(
    actor: Actor,
    origin: Origin,
    key: string,
    {
      lock,
      note = null,
      runAs = null,
    }: { lock: number; note?: string | null; runAs?: number | null }
  ): Promise<VersionView> {
    requirePermission(actor, DESIGN)
    const mayChoose =
      runAs === null || runAs === actor.userId || actor.access.can('core.admin.roles')
    if (!mayChoose) throw new E_WORKFLOW_RUN_AS()
    const { database, audit, clock } = this.#services
    const before = await this.rows.get(database.read, key)
    const { graphs, faults } = await this.#compiled(before, before.draftXml)
    refuseFaults(faults)
    const summary = summarise(await this.#published(before), graphs)
    const now = clock()
    const version = await database.transaction(async (trx) => {
      const document = await this.rows.get(trx, key)
      /** Published is what was checked, and nothing that somebody saved meanwhile. */
      const same = { lock, by: document.draftBy, at: document.draftAt }
      await this.rows.saveDraft(trx, document, same)
      const number = (await this.rows.lastVersion(trx, document.id)) + 1
      await this.rows.publish(trx, document, {
        version: number,
        xml: before.draftXml,
        graphs,
        summary,
        note,
        runAs,
        by: actor.userId,
        at: now.getTime(),
        starts: graphs.flatMap((graph) => startsOf(graph, now).starts),
      })
      await this.#ring(trx, graphs, now)
      await audit.append(trx, [
        auditEntry(actor, origin, 'workflow.published', now, {
          details: { workflow: key, version: number, runAs },
        }),
      ])
      return number
    })
    await this.#services.changed()
    const document = await this.rows.get(database.read, key)
    return (await this.rows.version(database.read, document.id, version)).view
  }

  /** Schedules begin to count. */
  async #ring(trx: Knex.Transaction, graphs: readonly ProcessGraph[], now: Date): Promise<void> {
    const due = graphs
      .flatMap((graph) => startsOf(graph, now).starts)
      .flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt]))
    await ringAlarms(trx, this.#services.jobs, due, now.getTime())
  }

  /** What was published, newest first: for those who draw and those who operate. */
  async versions(actor: Actor, key: string): Promise<VersionView[]> {
    if (!mayOperate(actor)) requirePermission(actor, DESIGN)
    const { read } = this.#services.database
    return this.rows.versions(read, (await this.rows.get(read, key)).id)
  }

  /** The document of a version, exactly as it was published. */
  async xml(actor: Actor, key: string, version: number): Promise<string> {
    if (!mayOperate(actor)) requirePermission(actor, DESIGN)
    const { read } = this.#services.database
    const document = await this.rows.get(read, key)
    return (await this.rows.version(read, document.id, version)).xml
  }

  /** An earlier version is the one by which instances start again. */
  async activate(actor: Actor, origin: Origin, key: string, version: number): Promise<void> {
    requirePermission(actor, DESIGN)
    const { database, audit, clock } = this.#services
    const now = clock()
    await database.transaction(async (trx) => {
      const document = await this.rows.get(trx, key)
      const { id, graphs } = await this.rows.version(trx, document.id, version)
      const starts = graphs.flatMap((graph) => startsOf(graph, now).starts)
      await this.rows.activate(trx, document.id, id, graphs, starts)
      await this.#ring(trx, graphs, now)
      await trx('workflow_documents')
        .where('id', document.id)
        .update({ active_version: version, archived_at: null })
      await audit.append(trx, [
        auditEntry(actor, origin, 'workflow.activated', now, {
          details: { workflow: key, version },
        }),
      ])
    })
    await this.#services.changed()
  }

  /**
   * Nothing starts by it any more. One that was never published is gone altogether.
   *
   * @throws E_WORKFLOW_RUNNING while instances run, unless they may go on
   */
  async archive(actor: Actor, origin: Origin, key: string, goOn: boolean): Promise<void> {
    requirePermission(actor, DESIGN)
    const { database, audit, clock } = this.#services
    const now = clock()
    await database.transaction(async (trx) => {
      const document = await this.rows.get(trx, key)
      const count = await this.#running(trx, document.id)
      if (count > 0 && !goOn) throw new E_WORKFLOW_RUNNING({ count })
      await this.rows.retire(trx, document.id)
      if (document.activeVersion === null) {
        await trx('workflow_documents').where('id', document.id).delete()
      } else {
        await trx('workflow_documents')
          .where('id', document.id)
          .update({ archived_at: now.getTime() })
      }
      await audit.append(trx, [
        auditEntry(actor, origin, 'workflow.archived', now, { details: { workflow: key } }),
      ])
    })
    await this.#services.changed()
  }

  async #running(trx: Parameters<DocumentRows['find']>[0], document: number): Promise<number> {
    const [row] = await trx('workflow_states as s')
      .join('workflow_versions as v', 'v.id', 's.version_id')
      .where({ 'v.document_id': document, 's.open': true })
      .count({ n: '*' })
    return Number((row as { n: number } | undefined)?.n ?? 0)
  }
}

/** Autosave sends the drawing in whatever state it is; only its size is looked at. */
function checkLength(xml: string): void {
  if (xml.length > MAX_XML) throw new E_TOO_LARGE({ limit: MAX_XML })
}

function refuseFaults(faults: readonly WorkflowFault[]): void {
  const errors = faults.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return
  throw new E_WORKFLOW_INVALID(
    { faults: errors.length },
    errors.map(({ element, code, params }) => ({ path: element ?? '', code, params }))
  )
}

function toView(document: DocumentRow): WorkflowView {
  return {
    key: document.key,
    label: document.label,
    activeVersion: document.activeVersion,
    draft: {
      lock: document.draftLock,
      savedBy: document.draftBy,
      savedAt: new Date(document.draftAt).toISOString(),
    },
    archived: document.archivedAt !== null,
  }
}
