import type { Knex } from 'knex'
import { E_NOT_FOUND } from '#core/errors/errors'
import type { Json } from '#core/metadata/types'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import type { Actor, Origin } from '#core/security/types'
import type { Decisions } from '#core/workflow/decisions/kernel/types'
import type { Values } from '#core/workflow/kernel/types'

/** A line of the table of tests: what goes in and what must come out. */
export interface DecisionTest {
  name: string
  decision: string
  input: Values
  expected: Json
}
export interface StoredDecision {
  id: number
  key: string
  label: string
  draft_xml: string
  draft_lock: number
  draft_at: number | string
  tests: string
  active_version: number | null
}

/** @throws E_NOT_FOUND */
export async function decisionRow(db: Knex, key: string): Promise<StoredDecision> {
  const row: StoredDecision | undefined = await db('workflow_decisions').where('key', key).first()
  if (!row) throw new E_NOT_FOUND({ what: 'decision' })
  return row
}

/** Makes the draft the version that is asked from now on; answers its number. */
export async function publishDecision(
  trx: Knex.Transaction,
  audit: AuditLog,
  { actor, origin, now }: { actor: Actor; origin: Origin; now: Date },
  row: StoredDecision,
  decisions: Decisions
): Promise<number> {
  const last: { version: number } | undefined = await trx('workflow_decision_versions')
    .where('decision_id', row.id)
    .orderBy('version', 'desc')
    .first('version')
  const version = (last?.version ?? 0) + 1
  await trx('workflow_decision_versions').insert({
    decision_id: row.id,
    version,
    xml: row.draft_xml,
    decisions: JSON.stringify(decisions),
    published_by: actor.userId,
    published_at: now.getTime(),
  })
  await trx('workflow_decisions').where('id', row.id).update({ active_version: version })
  const details = { decision: row.key, version }
  await audit.append(trx, [
    auditEntry(actor, origin, 'workflow.decision_published', now, { details }),
  ])
  return version
}
