import type { ChoiceListDefinition } from '#core/metadata/types'
import { accountIndustry } from './account_industry.js'
import { bankProduct } from './bank_product.js'
import { caseCategory } from './case_category.js'
import { caseChannel } from './case_channel.js'
import { casePriority } from './case_priority.js'
import { caseResponse } from './case_response.js'
import { caseStatus } from './case_status.js'
import { caseSubcategory } from './case_subcategory.js'
import { caseType } from './case_type.js'
import { contactGender } from './contact_gender.js'
import { customerClass } from './customer_class.js'
import { leadRating } from './lead_rating.js'
import { leadSource } from './lead_source.js'
import { leadStatus } from './lead_status.js'
import { phoneCallDirection } from './phone_call_direction.js'
import { phoneCallOutcome } from './phone_call_outcome.js'
import { preferredLanguage } from './preferred_language.js'
import { taskStatus } from './task_status.js'

export const choiceLists: ChoiceListDefinition[] = [
  accountIndustry,
  bankProduct,
  caseCategory,
  caseChannel,
  casePriority,
  caseResponse,
  caseStatus,
  caseSubcategory,
  caseType,
  contactGender,
  customerClass,
  leadRating,
  leadSource,
  leadStatus,
  phoneCallDirection,
  phoneCallOutcome,
  preferredLanguage,
  taskStatus,
]
