import type { DefinitionIssue, DefinitionKind, RoleDefinition } from '#core/metadata/types'
import type { DefinitionSet } from '#core/plugin_host/types'
import { mergeRoleParts } from '#core/security/access'
import { emptyMaps, type DefinitionMaps } from '#core/metadata/layers/types'

/** What one origin (the core or a plugin) declares. */
export interface BasePart {
  origin: string
  definitions: DefinitionSet
}

const LISTS = {
  entity: 'entities',
  choice_list: 'choiceLists',
  view: 'views',
  form: 'forms',
  template: 'templates',
  duplicate_rule: 'duplicateRules',
} as const

/**
 * One base layer from all origins, in dependency order. Each definition is marked with its origin. Two origins may not
 * declare the same name, except for roles: their parts are united, so that a plugin can add what agents may do with its
 * entities; label and origin are those of the first.
 */
export function assembleBase(parts: readonly BasePart[]): {
  base: DefinitionMaps
  issues: DefinitionIssue[]
} {
  const base = emptyMaps()
  const issues: DefinitionIssue[] = []
  for (const { origin, definitions } of parts) {
    for (const kind of Object.keys(LISTS) as (keyof typeof LISTS)[]) {
      const into = base[kind] as Map<string, unknown>
      for (const definition of definitions[LISTS[kind]] ?? []) {
        const other = base[kind].get(definition.name)
        if (other) issues.push(duplicate(kind, definition.name, other.origin, origin))
        else into.set(definition.name, { ...definition, origin })
      }
    }
  }
  for (const [name, roleParts] of groupRoles(parts)) base.role.set(name, mergeRoleParts(roleParts))
  return { base, issues }
}

function groupRoles(parts: readonly BasePart[]): Map<string, RoleDefinition[]> {
  const roles = parts.flatMap(({ origin, definitions }) =>
    (definitions.roles ?? []).map((role) => ({ ...role, origin }))
  )
  return Map.groupBy(roles, ({ name }) => name)
}

function duplicate(
  kind: DefinitionKind,
  name: string,
  first: string | undefined,
  second: string
): DefinitionIssue {
  return {
    code: 'E_DUPLICATE_NAME',
    kind,
    name,
    path: '',
    params: { first: first ?? '', second },
  }
}
