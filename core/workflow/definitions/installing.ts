import type { Knex } from 'knex'
import type { LocalizedText } from '#core/metadata/types'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import type { Actor, Origin } from '#core/security/types'
import type { DefinitionServices, Definitions } from '#core/workflow/definitions/definitions'
import { startsOf } from '#core/workflow/definitions/starts'
import { summarise } from '#core/workflow/definitions/summary'
import { ringAlarms } from '#core/workflow/instances/alarms'

/** A workflow as a package or a plugin brings it. */
export interface Brought {
  label: LocalizedText
  xml: string
  published: boolean
}

/**
 * Workflows that are not drawn here: they come with a solution or a plugin, in the transaction of what brings them. Whatever stands
 * against publishing leaves them as drafts, for somebody to put right.
 */
export class Installing {
  readonly #definitions: Definitions
  readonly #services: DefinitionServices
  readonly #audit: AuditLog

  constructor(definitions: Definitions, services: DefinitionServices) {
    this.#definitions = definitions
    this.#services = services
    this.#audit = services.audit
  }

  /** Draws it over what is there, and publishes it where it was and can be. Answers whether it is published. */
  async bring(
    trx: Knex.Transaction,
    actor: Actor,
    origin: Origin,
    key: string,
    { label, xml, published }: Brought
  ): Promise<boolean> {
    const { rows } = this.#definitions
    const now = this.#services.clock()
    const stamp = { by: actor.userId, at: now.getTime() }
    const known = await rows.find(trx, key)
    if (known) await rows.saveDraft(trx, known, { xml, label, lock: known.draftLock, ...stamp })
    else await rows.insert(trx, { key, label, xml, ...stamp })
    const document = await rows.get(trx, key)
    const { graphs, faults } = await this.#services.kernel.compile(xml)
    const taken = [
      ...(await rows.owners(
        trx,
        graphs.map((graph) => graph.key)
      )),
    ]
    const foreign = taken.some(([, owner]) => owner !== document.id)
    const sound = !foreign && !faults.some(({ severity }) => severity === 'error')
    if (!published || !sound || graphs.length === 0) return false
    const last = await rows.lastVersion(trx, document.id)
    const before = last === 0 ? [] : (await rows.version(trx, document.id, last)).graphs
    const starts = graphs.flatMap((graph) => startsOf(graph, now).starts)
    await rows.publish(trx, document, {
      version: last + 1,
      xml,
      graphs,
      summary: summarise(before, graphs),
      note: null,
      runAs: null,
      starts,
      ...stamp,
    })
    const due = starts.flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt]))
    await ringAlarms(trx, this.#services.jobs, due, now.getTime())
    const details = { workflow: key, version: last + 1 }
    await this.#audit.append(trx, [
      auditEntry(actor, origin, 'workflow.published', now, { details }),
    ])
    return true
  }

  /** Nothing starts by it any more; one that never ran is gone. */
  async take(trx: Knex.Transaction, actor: Actor, origin: Origin, key: string): Promise<void> {
    const { rows } = this.#definitions
    const document = await rows.find(trx, key)
    if (!document) return
    const now = this.#services.clock()
    await rows.retire(trx, document.id)
    if (document.activeVersion === null) {
      await trx('workflow_documents').where('id', document.id).delete()
    } else {
      await trx('workflow_documents')
        .where('id', document.id)
        .update({ archived_at: now.getTime() })
    }
    const details = { workflow: key }
    await this.#audit.append(trx, [
      auditEntry(actor, origin, 'workflow.archived', now, { details }),
    ])
  }

  /**
   * What a plugin ships, at every start: a new one is published, a newer one where nobody has drawn in the one before. Answers
   * whether anything was changed.
   */
  async ship(actor: Actor, origin: Origin, key: string, brought: Brought): Promise<boolean> {
    const { database } = this.#services
    const { rows } = this.#definitions
    const known = await rows.find(database.read, key)
    if (known) {
      if (known.activeVersion === null || known.archivedAt !== null) return false
      const { xml } = await rows.version(database.read, known.id, known.activeVersion)
      const theirs = known.draftXml !== xml || known.draftBy !== 0
      if (theirs || xml === brought.xml) return false
    }
    await database.transaction((trx) => this.bring(trx, actor, origin, key, brought))
    return true
  }
}
