import type { ErrorDetail } from '#core/errors/coded_error'
import type { EffectiveMetadata } from '#core/metadata/types'
import { DEPTHS } from '#core/metadata/types'
import type { Actor } from '#core/security/types'
import { DETAIL, E_WEBHOOK_RUN_AS } from '#core/webhooks/errors'
import { mayReadInFull, stepsOf } from '#core/webhooks/sent_fields'
import { WEBHOOK_EVENTS, type WebhookDefinition } from '#core/webhooks/types'

/** What may stand in a webhook. Pure. */

/** Everything that is wrong whoever it runs as. */
export function definitionFaults(
  metadata: EffectiveMetadata,
  definition: WebhookDefinition
): ErrorDetail[] {
  const { entity, events, fields } = definition
  const known = metadata.entity.get(entity)
  if (!known || known.removed)
    return [{ path: 'entity', code: 'E_UNKNOWN_ENTITY', params: { entity } }]
  const faults: ErrorDetail[] = []
  const right = events.length > 0 && events.every((event) => WEBHOOK_EVENTS.includes(event))
  if (!right) faults.push({ path: 'events', code: DETAIL.events })
  for (const [at, path] of fields.entries()) {
    if (stepsOf(metadata, entity, path)) continue
    const params = { entity, field: path }
    faults.push({ path: `fields.${at}`, code: 'E_UNKNOWN_FIELD', params })
  }
  return faults
}

/** Fields that the one as whom it runs does not read in full. */
export function fieldFaults(
  metadata: EffectiveMetadata,
  actor: Actor,
  { entity, fields }: WebhookDefinition
): ErrorDetail[] {
  return fields.flatMap((path, at) => {
    const steps = stepsOf(metadata, entity, path)
    if (!steps || mayReadInFull(actor.access, steps)) return []
    return [{ path: `fields.${at}`, code: DETAIL.field, params: { field: path } }]
  })
}

/**
 * Whoever sets a webhook up, changes where it sends, or looks at what was answered, could read by it what the one reads as whom it
 * runs. So it must be themself, or they must read all of these entities and fields.
 *
 * @throws E_WEBHOOK_RUN_AS
 */
export function requireEntitled(
  metadata: EffectiveMetadata,
  actor: Actor,
  runAs: number | null,
  { entity, fields }: Pick<WebhookDefinition, 'entity' | 'fields'>
): void {
  if (runAs === actor.userId || actor.kind === 'system') return
  const steps = fields.flatMap((path) => stepsOf(metadata, entity, path) ?? [])
  const entities = new Set([entity, ...steps.map((step) => step.entity)])
  const all = DEPTHS.at(-1)
  const everywhere = [...entities].every((name) => actor.access.depth(name, 'read') === all)
  if (!everywhere || !mayReadInFull(actor.access, steps)) throw new E_WEBHOOK_RUN_AS({ entity })
}
