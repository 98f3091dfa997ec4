import type { DefinitionSet } from '#core/plugin_host/types'
import { coreChoiceLists } from '#core/security/definitions/choice_lists'
import { coreEntities } from '#core/security/definitions/entities'
import { coreRoles } from '#core/security/definitions/roles'
import { coreForms, coreViews } from '#core/security/definitions/views'

/**
 * What the core itself declares: people, units and teams, and the base roles. Loaded before any plugin with the origin
 * `core`. Secrets (password hashes, tokens) are not fields of `user`: they live in tables that no query can reach.
 */
export const coreDefinitions = {
  entities: coreEntities,
  choiceLists: coreChoiceLists,
  roles: coreRoles,
  views: coreViews,
  forms: coreForms,
} satisfies DefinitionSet
