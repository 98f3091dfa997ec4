import type { Json } from '#core/metadata/types'
import type { Reference } from '#core/records/types'
import type { ReadableField } from '../api/types.js'

/**
 * What every input is given, whether it stands in a form, in the filter builder or in the bulk bar. It emits
 * `update:modelValue` with the wire value (or null) and `commit` when the value is final: on leaving a text, on choosing in a list.
 */
export interface InputProps {
  /** Id of the focusable element: the label points to it. */
  id: string
  modelValue: Json
  field: ReadableField
  disabled?: boolean
  invalid?: boolean
  /** Ids of help and messages. */
  describedBy?: string | undefined
  /** Name for assistive techniques where no visible label stands beside it. */
  label?: string | undefined
  /** Without a frame until hovered or focused: inline editing on the record page. */
  quiet?: boolean
  /** Values of the other fields of the form, for dependent choices. */
  siblings?: Record<string, Json>
  /** The record a look-up points at, where its name is already known. */
  reference?: Reference | null
}

export interface InputEmits {
  'update:modelValue': [value: Json]
  'commit': []
}
