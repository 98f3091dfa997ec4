import type { RoleDefinition } from '#core/metadata/types'
import { administrator } from './administrator.js'
import { agent } from './agent.js'
import { consultant } from './consultant.js'
import { evaluator } from './evaluator.js'
import { supervisor } from './supervisor.js'

export const roles: RoleDefinition[] = [agent, supervisor, evaluator, administrator, consultant]
