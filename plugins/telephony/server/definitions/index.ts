import type { DefinitionSet } from '#core/plugin_host/types'
import { agentPause, agentSession } from './agents.js'
import { call } from './call.js'
import { callAttempt, callLeg, callTransfer, recording, surveyMark } from './call_parts.js'
import { choiceLists } from './choices.js'
import { forms } from './forms.js'
import { extension, queue, site } from './places.js'
import { roles } from './roles.js'
import { views } from './views.js'

export default {
  entities: [
    site,
    queue,
    extension,
    call,
    callLeg,
    callAttempt,
    callTransfer,
    recording,
    surveyMark,
    agentSession,
    agentPause,
  ],
  choiceLists,
  views,
  forms,
  roles,
} satisfies DefinitionSet
