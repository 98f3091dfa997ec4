import { markRaw } from 'vue'
import { defaultConfig } from '@formkit/vue'
import type { FormKitTypeDefinition } from '@formkit/core'
import { inputTypes } from '../inputs/registry.js'
import FormInput from './FormInput.vue'
import FormRepeater from './FormRepeater.vue'

/** Our wrapper draws label, help and messages itself: none of FormKit's own sections stand around it. */
const input: FormKitTypeDefinition = {
  type: 'input',
  component: markRaw(FormInput),
  props: ['element', 'readonly', 'wide'],
}
const repeater: FormKitTypeDefinition = {
  type: 'input',
  component: markRaw(FormRepeater),
  props: ['element', 'addLabel'],
}

/**
 * The FormKit configuration of forms over metadata: one input type for each field type, all drawn by our own wrapper. What is wrong
 * with a value says the form's own rules (core/forms/form_issues.ts), which the server runs as well: while an input breaks one, it
 * carries a message that keeps FormKit from submitting (see live_form.ts).
 */
export function formkitConfig() {
  return defaultConfig({
    inputs: {
      ...Object.fromEntries(inputTypes().map((type) => [`pv_${type}`, input])),
      pv_repeater: repeater,
    },
  })
}
