import { markRaw } from 'vue'
import { defaultConfig } from '@formkit/vue'
import type { FormKitNode, FormKitTypeDefinition } from '@formkit/core'
import { checkField } from '#core/forms/field_rules'
import { FieldTypes } from '#core/metadata/field_types/registry'
import type { Json } from '#core/metadata/types'
import type { ReadableField } from '../api/types.js'
import { i18n } from '../i18n/i18n.js'
import { inputTypes } from '../inputs/registry.js'
import { localiseParams } from './localise_params.js'
import FormInput from './FormInput.vue'

const types = new FieldTypes()

/** Text of a problem with a value, in the present language. */
export function issueText(code: string, params: Record<string, unknown> = {}): string {
  const key = `errors.${code}`
  const { t, te } = i18n.global
  return te(key) ? t(key, localiseParams(params)) : code
}

const fieldOf = (node: FormKitNode): ReadableField | undefined =>
  (node.config.entityFields as Record<string, ReadableField> | undefined)?.[
    String(node.props.fieldName)
  ]

/** FormKit's rule for every input: what the field's type says, by the code the server runs as well. */
function fieldValue(node: FormKitNode): boolean {
  const field = fieldOf(node)
  return field === undefined || checkField(field, node.value as Json, types) === null
}
fieldValue.skipEmpty = false

function fieldValueMessage({ node }: { node: FormKitNode }): string {
  const field = fieldOf(node)
  const issue = field && checkField(field, node.value as Json, types)
  return issue ? issueText(issue.code, issue.params) : ''
}

/** Our wrapper draws label, help and messages itself: none of FormKit's own sections stand around it. */
const input: FormKitTypeDefinition = {
  type: 'input',
  component: markRaw(FormInput),
  props: ['fieldName', 'readonly', 'wide'],
}

/** The FormKit configuration of forms over metadata. One input type for each field type, all drawn by our own wrapper. */
export function formkitConfig() {
  return defaultConfig({
    inputs: Object.fromEntries(inputTypes().map((type) => [`pv_${type}`, input])),
    rules: { field_value: fieldValue },
    messages: { en: { validation: { field_value: fieldValueMessage } } },
  })
}
