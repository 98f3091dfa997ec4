import type { EntityDefinition } from '#core/metadata/types'
import { account } from './account.js'
import { caseEntity } from './case.js'
import { contact } from './contact.js'
import { lead } from './lead.js'
import { note } from './note.js'
import { phoneCall } from './phone_call.js'
import { task } from './task.js'

export const entities: EntityDefinition[] = [
  contact,
  account,
  lead,
  caseEntity,
  task,
  note,
  phoneCall,
]
