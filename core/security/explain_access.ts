/**
 * Why somebody may or may not do a thing to a record or see a field: the same functions that decide, told step by step. Pure;
 * a property test holds the explanation against the decision.
 */
import type {
  Depth,
  EntityDefinition,
  FieldAccessLevel,
  Privilege,
  RoleDefinition,
} from '#core/metadata/types'
import {
  fieldLevelOf,
  mergeRoles,
  roleDepth,
  roleListsField,
  type AccessMetadata,
} from '#core/security/access'

/** How a person and a record are related, apart from any role. */
export interface AccessFacts {
  isOwner: boolean
  /** Somebody of the person's teams owns it. */
  ownerInTeam: boolean
  /** It belongs to the person's unit or one below. */
  inUnit: boolean
  /** Shares that have not ended. */
  shares: readonly { level: 'read' | 'update'; through: 'user' | 'team' }[]
}

export interface AccessQuestion {
  entity: EntityDefinition
  privilege: Privilege
  /** Null: any record, not a particular one. */
  facts: AccessFacts | null
  field?: string | undefined
}

export type StepCode =
  | 'no_roles'
  | 'role_depth'
  | 'depth'
  | 'owner'
  | 'team'
  | 'unit'
  | 'share'
  | 'share_without_privilege'
  | 'privilege'
  | 'record'
  | 'role_field'
  | 'field'

export interface AccessStep {
  code: StepCode
  ok: boolean
  params: Record<string, string | boolean>
}
export interface Explanation {
  allowed: boolean
  /** Of the field asked for; null where none was. */
  level: FieldAccessLevel | null
  steps: AccessStep[]
}

/** Whether a depth alone reaches a record. Each depth includes those before it. */
export function depthReaches(depth: Depth, facts: AccessFacts): boolean {
  if (depth === 'all') return true
  if (depth === 'none') return false
  if (facts.isOwner) return true
  if (depth === 'own') return false
  return facts.ownerInTeam || (depth === 'unit' && facts.inUnit)
}

/** Whether a share gives a privilege. It gives nothing to somebody who has the privilege on no record at all. */
export function shareReaches(depth: Depth, privilege: Privilege, facts: AccessFacts): boolean {
  if (depth === 'none' || (privilege !== 'read' && privilege !== 'update')) return false
  return facts.shares.some(({ level }) => privilege === 'read' || level === 'update')
}

function recordSteps(depth: Depth, privilege: Privilege, facts: AccessFacts): AccessStep[] {
  const steps: AccessStep[] = []
  const step = (code: StepCode, ok: boolean) => steps.push({ code, ok, params: { privilege } })
  if (depth !== 'none' && depth !== 'all') {
    step('owner', facts.isOwner)
    if (depth !== 'own') step('team', facts.ownerInTeam)
    if (depth === 'unit') step('unit', facts.inUnit)
  }
  for (const { level, through } of facts.shares) {
    if (depth === 'all') continue
    const gives = privilege === 'read' || (privilege === 'update' && level === 'update')
    const code = depth === 'none' ? 'share_without_privilege' : 'share'
    steps.push({ code, ok: gives && depth !== 'none', params: { level, through, privilege } })
  }
  return steps
}

/** Explains the decision for a person with these roles. */
export function explainAccess(
  roles: readonly RoleDefinition[],
  metadata: AccessMetadata,
  { entity, privilege, facts, field }: AccessQuestion
): Explanation {
  const held = roles.filter((role) => !role.removed)
  const access = mergeRoles(held, metadata)
  const steps: AccessStep[] = []
  if (held.length === 0) steps.push({ code: 'no_roles', ok: false, params: {} })
  /** What cannot be read cannot be changed either. */
  const asked: Privilege[] =
    privilege === 'read' || privilege === 'create' ? [privilege] : ['read', privilege]
  let allowed = true
  for (const one of asked) {
    const depth = access.depth(entity.name, one)
    for (const role of held) {
      const own = roleDepth(role, entity.name, one)
      const params = { role: role.name, privilege: one, depth: own }
      steps.push({ code: 'role_depth', ok: own !== 'none', params })
    }
    steps.push({ code: 'depth', ok: depth !== 'none', params: { privilege: one, depth } })
    if (facts && one !== 'create') {
      steps.push(...recordSteps(depth, one, facts))
      const reached = depthReaches(depth, facts) || shareReaches(depth, one, facts)
      steps.push({ code: 'record', ok: reached, params: { privilege: one } })
      allowed &&= reached
    } else allowed &&= depth !== 'none'
  }
  if (field === undefined) return { allowed, level: null, steps }
  const level = access.field(entity.name, field)
  for (const role of held) {
    const reads = roleDepth(role, entity.name, 'read') !== 'none'
    const writes = ['create', 'update'].some(
      (one) => roleDepth(role, entity.name, one as Privilege) !== 'none'
    )
    const own = fieldLevelOf(role, entity, field)
    const counts = reads || (writes && own === 'write')
    steps.push({
      code: 'role_field',
      ok: counts && own !== 'none' && own !== 'masked',
      params: {
        role: role.name,
        field,
        level: own,
        counts,
        listed: roleListsField(role, entity.name, field),
        sensitive: entity.fields[field]?.sensitive === true,
      },
    })
  }
  const enough = fieldGives(level, privilege)
  steps.push({ code: 'field', ok: enough, params: { field, level, privilege } })
  return { allowed: allowed && enough, level, steps }
}

/** Whether a level of access to a field is enough for reading it, or for changing it. */
export function fieldGives(level: FieldAccessLevel, privilege: Privilege): boolean {
  if (privilege === 'create' || privilege === 'update') return level === 'write'
  return level === 'read' || level === 'write'
}
