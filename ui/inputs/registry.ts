import { defineAsyncComponent, type Component } from 'vue'
import { contributedInputs } from '../plugin_host/contributions.js'
import BooleanInput from './BooleanInput.vue'
import ChoiceInput from './ChoiceInput.vue'
import DateInput from './DateInput.vue'
import DateTimeInput from './DateTimeInput.vue'
import FileInput from './FileInput.vue'
import JsonInput from './JsonInput.vue'
import LongTextInput from './LongTextInput.vue'
import LookupInput from './LookupInput.vue'
import ManyToManyInput from './ManyToManyInput.vue'
import MultiChoiceInput from './MultiChoiceInput.vue'
import NumberInput from './NumberInput.vue'
import RatingInput from './RatingInput.vue'
import RegardingInput from './RegardingInput.vue'
import TextInput from './TextInput.vue'
import TimeInput from './TimeInput.vue'

/** The editor is large and few forms have one. */
const RichTextInput = defineAsyncComponent(() => import('./RichTextInput.vue'))

/** Inputs by field type. Plugins add or replace by type or by `entity.field`. */
const BUILT_IN: Record<string, Component> = {
  text: TextInput,
  email: TextInput,
  phone: TextInput,
  autonumber: TextInput,
  long_text: LongTextInput,
  integer: NumberInput,
  decimal: NumberInput,
  money: NumberInput,
  duration: NumberInput,
  boolean: BooleanInput,
  date: DateInput,
  datetime: DateTimeInput,
  choice: ChoiceInput,
  lookup: LookupInput,
  regarding: RegardingInput,
  file: FileInput,
  image: FileInput,
  url: TextInput,
  national_id: TextInput,
  iban: TextInput,
  bank_card: TextInput,
  percent: NumberInput,
  rating: RatingInput,
  time: TimeInput,
  json: JsonInput,
  rich_text: RichTextInput,
  multi_choice: MultiChoiceInput,
  many_to_many: ManyToManyInput,
  /** Never typed into; filters compare with a value of theirs. */
  formula: TextInput,
  rollup: NumberInput,
}
const fromPlugins = new Map<string, Component>(
  Object.entries(contributedInputs).map(([name, load]) => [name, defineAsyncComponent(load)])
)

/** The input of a field: that of a plugin for the very field, for its type, else the built-in one. */
export function inputFor(type: string, entity?: string, field?: string): Component {
  return (
    fromPlugins.get(`${entity}.${field}`) ?? fromPlugins.get(type) ?? BUILT_IN[type] ?? TextInput
  )
}
export const inputTypes = (): string[] => [
  ...new Set([...Object.keys(BUILT_IN), ...fromPlugins.keys()]),
]
