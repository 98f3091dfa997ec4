import type { DefinitionSet } from '#core/plugin_host/types'
import { coreChoiceLists } from '#core/security/definitions/choice_lists'
import { coreEntities } from '#core/security/definitions/entities'
import { coreRoles } from '#core/security/definitions/roles'
import { coreForms, coreViews } from '#core/security/definitions/views'
import { workflowChoiceLists } from '#core/workflow/entities/choice_lists'
import { workflowEntities } from '#core/workflow/entities/entities'
import { workflowViews } from '#core/workflow/entities/views'

/**
 * What the core itself declares: people, units and teams, what the workflow engine shows, and the base roles. Loaded before any plugin with the origin
 * `core`. Secrets (password hashes, tokens) are not fields of `user`: they live in tables that no query can reach.
 */
export const coreDefinitions = {
  entities: [...coreEntities, ...workflowEntities],
  choiceLists: [...coreChoiceLists, ...workflowChoiceLists],
  roles: coreRoles,
  views: [...coreViews, ...workflowViews],
  forms: coreForms,
} satisfies DefinitionSet
