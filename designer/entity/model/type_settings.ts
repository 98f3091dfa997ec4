/** What a field type is told beyond the common properties, as the properties panel asks it. Pure. */
import type { FieldTypeName } from '#core/metadata/types'

export interface SettingSpec {
  name: string
  kind: 'number' | 'text' | 'entity' | 'entities' | 'choice_list' | 'select'
  /** Of `select`: values whose words stand in the locales under `entity_designer.setting_value`. */
  values?: readonly string[]
  required?: boolean
  /** Cannot be changed once the field is there: its values would mean something else. */
  permanent?: boolean
}

const number = (name: string): SettingSpec => ({ name, kind: 'number' })
const RANGE = [number('min'), number('max')]

const SETTINGS: { [T in FieldTypeName]?: readonly SettingSpec[] } = {
  text: [number('maxLength'), number('minLength'), { name: 'pattern', kind: 'text' }],
  long_text: [number('maxLength')],
  integer: RANGE,
  decimal: [number('scale'), ...RANGE],
  money: [{ name: 'currency', kind: 'text' }, number('scale'), ...RANGE],
  duration: RANGE,
  choice: [{ name: 'choices', kind: 'choice_list', required: true }],
  lookup: [
    { name: 'target', kind: 'entity', required: true, permanent: true },
    { name: 'onDelete', kind: 'select', values: ['set_null', 'restrict'] },
  ],
  regarding: [{ name: 'targets', kind: 'entities', required: true }],
  autonumber: [{ name: 'format', kind: 'text', required: true }],
  file: [number('maxBytes')],
}

export function settingsOf(type: FieldTypeName): readonly SettingSpec[] {
  return SETTINGS[type] ?? []
}
