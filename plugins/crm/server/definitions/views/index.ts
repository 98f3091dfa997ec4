import type { ViewDefinition } from '#core/metadata/types'
import { accountViews } from './account_views.js'
import { caseViews } from './case_views.js'
import { contactViews } from './contact_views.js'
import { leadViews } from './lead_views.js'
import { noteViews } from './note_views.js'
import { phoneCallViews } from './phone_call_views.js'
import { taskViews } from './task_views.js'

export const views: ViewDefinition[] = [
  ...contactViews,
  ...accountViews,
  ...leadViews,
  ...caseViews,
  ...taskViews,
  ...noteViews,
  ...phoneCallViews,
]
