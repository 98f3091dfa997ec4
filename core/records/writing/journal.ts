import type { Json } from '#core/metadata/types'
import type { AuditEntry } from '#core/security/types'
import type { FieldValues } from '#core/records/hooks'
import { GIVEN_SYSTEM, sameValue, type EntityModel } from '#core/records/writing/entity_model'
import type { WriteContext } from '#core/records/writing/write_context'

export type Changes = Record<string, { from: Json; to: Json }>

/** Names of the fields whose values differ. */
export function changedFields(
  model: EntityModel,
  before: FieldValues | null,
  after: FieldValues
): string[] {
  const changed: string[] = []
  for (const name of GIVEN_SYSTEM) {
    if (!sameValue(before?.[name], after[name])) changed.push(name)
  }
  for (const { name } of model.list) {
    if (!sameValue(before?.[name], after[name])) changed.push(name)
  }
  return changed
}

/** What the audit keeps of a change: fields that are audited, with both values. */
export function auditedChanges(
  model: EntityModel,
  before: FieldValues,
  after: FieldValues,
  changed: readonly string[]
): Changes {
  const changes: Changes = {}
  for (const name of changed) {
    if (model.fields.get(name)?.audited === false) continue
    changes[name] = { from: before[name] ?? null, to: after[name] ?? null }
  }
  return changes
}

/** One entry of the audit for one record. The origin's address may be a getter: it is read here, once. */
export function entryOf(
  context: WriteContext,
  action: string,
  entity: string,
  recordId?: number,
  more: Pick<AuditEntry, 'changes' | 'details'> = {}
): AuditEntry {
  const { actor, origin, now } = context
  return {
    at: now,
    actorId: actor.userId,
    actorName: actor.name,
    address: origin.address,
    channel: origin.channel,
    action,
    entity,
    ...(recordId === undefined ? {} : { recordId }),
    ...more,
  }
}
