import { markRaw } from 'vue'
import FormBlock from './FormBlock.vue'
import FormColumns from './FormColumns.vue'
import FormDivider from './FormDivider.vue'
import FormHeading from './FormHeading.vue'
import FormPage from './FormPage.vue'
import FormPages from './FormPages.vue'
import FormRelatedList from './FormRelatedList.vue'
import FormSection from './FormSection.vue'
import FormText from './FormText.vue'
import FormTimeline from './FormTimeline.vue'

/** What the compiler of schemas (core/forms/formkit_schema.ts) names. */
export const formElements = markRaw({
  FormBlock,
  FormColumns,
  FormDivider,
  FormHeading,
  FormPage,
  FormPages,
  FormRelatedList,
  FormSection,
  FormText,
  FormTimeline,
})
