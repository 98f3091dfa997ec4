import { markRaw } from 'vue'
import { bindings, defaultConfig } from '@formkit/vue'
import type { FormKitPlugin, FormKitTypeDefinition } from '@formkit/core'
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
 * carries a message that keeps FormKit from submitting (see live_form.ts). FormKit's own rules, texts and themes are therefore left
 * out: on each of hundreds of inputs they would only cost.
 */
export function formkitConfig() {
  const { plugins, ...options } = defaultConfig({
    inputs: {
      ...Object.fromEntries(inputTypes().map((type) => [`pv_${type}`, input])),
      pv_repeater: repeater,
    },
  })
  const needed = (plugin: FormKitPlugin) => plugin === bindings || plugin.library !== undefined
  return { ...options, plugins: (plugins ?? []).filter(needed) }
}
