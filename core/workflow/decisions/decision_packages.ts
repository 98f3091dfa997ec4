import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import type { LocalizedText } from '#core/metadata/types'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import type { Actor, Origin } from '#core/security/types'
import {
  decisionRow,
  publishDecision,
  type DecisionTest,
  type StoredDecision,
} from '#core/workflow/decisions/decision_rows'
import { parseDecisions } from '#core/workflow/decisions/parse'

/** A table as a package carries it. */
export interface BroughtDecision {
  label: LocalizedText
  xml: string
  tests: DecisionTest[]
  published: boolean
}

/** Decision tables that go to other installations and come from them, in the transaction of what brings them. */
export class DecisionPackages {
  readonly #database: Database
  readonly #audit: AuditLog
  readonly #clock: () => Date

  constructor(services: { database: Database; audit: AuditLog; clock: () => Date }) {
    this.#database = services.database
    this.#audit = services.audit
    this.#clock = services.clock
  }

  /** For packages: each table as it is published, else as it is drawn. `null`: all. */
  async carried(keys: readonly string[] | null): Promise<(BroughtDecision & { key: string })[]> {
    const rows: (StoredDecision & { active_xml: string | null })[] = await this.#database
      .read('workflow_decisions as d')
      .leftJoin('workflow_decision_versions as v', (join) => {
        join.on('v.decision_id', 'd.id').andOn('v.version', 'd.active_version')
      })
      .orderBy('d.key')
      .select('d.*', 'v.xml as active_xml')
    return rows
      .filter(({ key }) => keys === null || keys.includes(key))
      .map(({ key, label, draft_xml: draft, active_xml: active, tests }) => ({
        key,
        label: JSON.parse(label) as LocalizedText,
        xml: active ?? draft,
        tests: JSON.parse(tests) as DecisionTest[],
        published: active !== null,
      }))
  }

  /** Draws what a package brings over what is there; publishes it where it was and can be, and is not what runs already. */
  async bring(
    trx: Knex.Transaction,
    actor: Actor,
    origin: Origin,
    key: string,
    { label, xml, tests, published }: BroughtDecision
  ): Promise<void> {
    const drawn = {
      label: JSON.stringify(label),
      draft_xml: xml,
      tests: JSON.stringify(tests),
      draft_by: actor.userId,
      draft_at: this.#clock().getTime(),
    }
    const known: StoredDecision | undefined = await trx('workflow_decisions')
      .where('key', key)
      .first()
    if (known) {
      const draft = { ...drawn, draft_lock: known.draft_lock + 1 }
      await trx('workflow_decisions').where('id', known.id).update(draft)
    } else {
      await trx('workflow_decisions').insert({ key, ...drawn, draft_lock: 1 })
    }
    const row = await decisionRow(trx, key)
    const active: { xml: string } | undefined = await trx('workflow_decision_versions')
      .where({ decision_id: row.id, version: row.active_version ?? 0 })
      .first('xml')
    const { decisions, faults } = await parseDecisions(xml)
    if (!published || faults.length > 0 || active?.xml === xml) return
    const stamp = { actor, origin, now: this.#clock() }
    await publishDecision(trx, this.#audit, stamp, row, decisions)
  }

  /** Nothing asks it any more; one that was never published is gone. */
  async take(trx: Knex.Transaction, actor: Actor, origin: Origin, key: string): Promise<void> {
    const row: StoredDecision | undefined = await trx('workflow_decisions')
      .where('key', key)
      .first()
    if (!row) return
    const own = trx('workflow_decisions').where('id', row.id)
    if (row.active_version === null) await own.delete()
    else await own.update({ active_version: null })
    const details = { decision: key }
    await this.#audit.append(trx, [
      auditEntry(actor, origin, 'workflow.decision_taken', this.#clock(), { details }),
    ])
  }
}
