import { E_FORBIDDEN } from '#core/errors/errors'
import { isObject } from '#core/metadata/layers/types'
import type { EffectiveMetadata } from '#core/metadata/types'
import type { Actor } from '#core/security/types'
import { toJson } from '#core/solutions/kernel/tree'
import { parseUnit } from '#core/solutions/kernel/unit_names'
import type { SolutionPackage } from '#core/solutions/package_codec'

/**
 * A stored package may hold reference records that somebody else could read: whoever looks into it must be able to export all
 * records of their entities, with every field in it.
 *
 * @throws E_FORBIDDEN
 */
export function requirePackageAccess(
  actor: Actor,
  { solution }: SolutionPackage,
  metadata: EffectiveMetadata
): void {
  if (actor.kind === 'system') return
  for (const [unit, tree] of solution.content) {
    const place = parseUnit(unit)
    if (place?.section !== 'records' || !metadata.entity.has(place.entity)) continue
    const { entity } = place
    const record = toJson(tree)
    const fields = isObject(record) ? Object.keys(record) : []
    const all =
      actor.access.depth(entity, 'export') === 'all' &&
      actor.access.depth(entity, 'read') === 'all' &&
      fields.every((field) => ['read', 'write'].includes(actor.access.field(entity, field)))
    if (!all) throw new E_FORBIDDEN({ what: `${entity}.export` })
  }
}
