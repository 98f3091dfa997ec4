import { isDeepStrictEqual } from 'node:util'
import { isSensitive } from '#core/metadata/field_types/shapes'
import type { DefinitionMaps } from '#core/metadata/layers/types'
import { readingsOf, type ReadInput } from '#core/metadata/readings'
import type { DefinitionIssue, Depth, FieldAccessLevel } from '#core/metadata/types'
import { lower, mergeRoles, narrower } from '#core/security/access'
import type { Actor } from '#core/security/types'

interface Held {
  depth(entity: string): Depth
  level(entity: string, field: string): FieldAccessLevel
}

/**
 * Refuses what would let somebody learn by a definition what their roles keep from them: a new or changed formula, roll-up, default
 * or form expression over fields that its author may not read in full, and a sensitive field that is opened by who sees it masked.
 * Values of other records need reading at depth `all`, because the result shows them whoever owns them. Nobody is above it
 * but the system: who may change roles cannot give more than they hold either. Pure.
 *
 * @param made entities that the same write makes: they hold nothing yet
 */
export function readingIssues(
  actor: Actor,
  before: DefinitionMaps,
  after: DefinitionMaps,
  made: ReadonlySet<string>
): DefinitionIssue[] {
  if (actor.kind === 'system') return []
  const held = heldBy(actor, before, after)
  const reads = (input: ReadInput): boolean => {
    if (made.has(input.entity)) return true
    const depth = held.depth(input.entity)
    const enough = input.beyond ? depth === 'all' : depth !== 'none'
    return enough && ['read', 'write'].includes(held.level(input.entity, input.field))
  }
  const issues: DefinitionIssue[] = []
  const former = readingsOf(before)
  for (const [key, reading] of readingsOf(after)) {
    if (isDeepStrictEqual(reading, former.get(key))) continue
    const { kind, name, path } = reading
    for (const input of reading.inputs) {
      if (reads(input)) continue
      const { entity, field } = input
      issues.push({ code: 'E_UNREADABLE_INPUT', kind, name, path, params: { entity, field } })
    }
  }
  for (const { entity, field } of opened(before, after)) {
    if (reads({ entity, field, beyond: true })) continue
    const path = `fields.${field}`
    issues.push({
      code: 'E_OPENS_SENSITIVE',
      kind: 'entity',
      name: entity,
      path,
      params: { field },
    })
  }
  return issues
}

/** What the roles as they were give over the definitions as they will be, and no more than the person has now of what is there. */
function heldBy(actor: Actor, before: DefinitionMaps, after: DefinitionMaps): Held {
  const roles = actor.roles.flatMap((name) => before.role.get(name) ?? [])
  const then = mergeRoles(roles, { version: '', entity: after.entity })
  return {
    depth(entity) {
      const wanted = then.depth(entity, 'read')
      return before.entity.has(entity)
        ? narrower(wanted, actor.access.depth(entity, 'read'))
        : wanted
    },
    level(entity, field) {
      const wanted = then.field(entity, field)
      const fields = before.entity.get(entity)?.fields
      return fields && Object.hasOwn(fields, field)
        ? lower(wanted, actor.access.field(entity, field))
        : wanted
    },
  }
}

/** Fields that were sensitive and would not be any more. */
function* opened(
  before: DefinitionMaps,
  after: DefinitionMaps
): Generator<{ entity: string; field: string }> {
  for (const entity of before.entity.values()) {
    const next = after.entity.get(entity.name)
    if (!next) continue
    for (const [field, definition] of Object.entries(entity.fields)) {
      const then = Object.hasOwn(next.fields, field) ? next.fields[field] : undefined
      if (then && isSensitive(definition) && !isSensitive(then)) {
        yield { entity: entity.name, field }
      }
    }
  }
}
