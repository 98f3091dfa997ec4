import { COMPENSATION } from '#tests/unit/workflow/models/compensation'
import { EVENTS } from '#tests/unit/workflow/models/events'
import { GATEWAYS } from '#tests/unit/workflow/models/gateways'
import { MULTIPLE } from '#tests/unit/workflow/models/multiple'
import { SCOPES } from '#tests/unit/workflow/models/scopes'
import { TASKS } from '#tests/unit/workflow/models/tasks'

/** Every element that is executed, in executable models. */
export const MODELS = { TASKS, GATEWAYS, EVENTS, SCOPES, MULTIPLE, COMPENSATION }
export const ALL_MODELS = Object.values(MODELS).flat()
