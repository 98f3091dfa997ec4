import type { DefinitionSet } from '#core/plugin_host/types'
import { choiceLists } from './choice_lists/index.js'
import { duplicateRules } from './duplicate_rules/index.js'
import { entities } from './entities/index.js'
import { forms } from './forms/index.js'
import { roles } from './roles/index.js'
import { views } from './views/index.js'

const definitions: DefinitionSet = { entities, choiceLists, views, forms, roles, duplicateRules }
export default definitions
