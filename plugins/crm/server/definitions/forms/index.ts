import type { FormDefinition } from '#core/metadata/types'
import { accountForms } from './account_forms.js'
import { activityForms } from './activity_forms.js'
import { caseForms } from './case_forms.js'
import { contactForms } from './contact_forms.js'
import { leadForms } from './lead_forms.js'

export const forms: FormDefinition[] = [
  ...contactForms,
  ...accountForms,
  ...leadForms,
  ...caseForms,
  ...activityForms,
]
