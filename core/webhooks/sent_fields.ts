import type { EffectiveMetadata, EntityDefinition, FieldDefinition } from '#core/metadata/types'
import { fieldOf, isSystemField } from '#core/records/system_fields'
import type { Access } from '#core/security/types'
import type { WebhookBody } from '#core/webhooks/types'

/** Which fields a webhook may send. Pure. */

interface Step {
  entity: string
  field: string
}

/** The fields on the way of a path, the last one included; null for one that leads nowhere or to what cannot be sent. */
export function stepsOf(
  metadata: Pick<EffectiveMetadata, 'entity'>,
  entity: string,
  path: string
): Step[] | null {
  const steps: Step[] = []
  const names = path.split('.')
  let at: EntityDefinition | undefined = metadata.entity.get(entity)
  for (const [index, name] of names.entries()) {
    const field: FieldDefinition | undefined = at && !at.removed ? fieldOf(at, name) : undefined
    if (!at || !field) return null
    steps.push({ entity: at.name, field: name })
    if (index === names.length - 1) return field.type === 'one_to_many' ? null : steps
    if (field.type !== 'lookup') return null
    at = metadata.entity.get(field.target)
  }
  return null
}

/** Whether somebody reads everything on the way in full: what is masked for them is not sent either. */
export function mayReadInFull(access: Access, steps: readonly Step[]): boolean {
  return steps.every(({ entity, field }) => {
    if (access.depth(entity, 'read') === 'none') return false
    const level = isSystemField(field) ? 'read' : access.field(entity, field)
    return level === 'read' || level === 'write'
  })
}

/** Those of the paths that are there and that somebody reads in full. */
export function sendable(
  metadata: Pick<EffectiveMetadata, 'entity'>,
  access: Access,
  entity: string,
  paths: readonly string[]
): string[] {
  return paths.filter((path) => {
    const steps = stepsOf(metadata, entity, path)
    return steps !== null && mayReadInFull(access, steps)
  })
}

/** Sent with every record: without them nobody could tell which it is and whether it is the newer one. */
const ALWAYS: ReadonlySet<string> = new Set(['id', 'version'])

/** A body without what may not be sent any more: rights are looked at again at every attempt. */
export function narrowed(body: WebhookBody, allowed: readonly string[]): WebhookBody {
  const may = new Set(allowed)
  const record = Object.fromEntries(
    Object.entries(body.record).filter(([path]) => ALWAYS.has(path) || may.has(path))
  )
  const changed = body.changed?.filter((name) => may.has(name))
  return { ...body, record, ...(changed ? { changed } : {}) }
}
