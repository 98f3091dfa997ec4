import type { FieldType, Parsed } from '#core/metadata/field_type'
import type { FieldOf, Json } from '#core/metadata/types'
import { parseId, referenceText } from '#core/metadata/field_types/reference'
import { CHOICE_OPERATORS, maskWhole, numberOf } from '#core/metadata/field_types/shared'
import { setting } from '#core/metadata/field_types/settings'

function parse(value: Json, field: FieldOf<'regarding'>): Parsed {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { code: 'E_INVALID_REFERENCE' }
  }
  const { entity } = value
  if (typeof entity !== 'string' || !field.targets.includes(entity)) {
    return { code: 'E_INVALID_REFERENCE' }
  }
  const id = parseId(value)
  return 'value' in id ? { value: { entity, id: id.value } } : id
}

/** Look-up into one of several entities: columns `<name>_entity` and `<name>_id`. Input `{ entity, id }`, text `contact:5`. */
export const regardingType: FieldType<'regarding'> = {
  name: 'regarding',
  settings: [setting('targets', 'entities', { required: true })],
  becomes: [],
  columns: () => ({ entity: { kind: 'string', length: 64 }, id: { kind: 'integer' } }),
  operators: CHOICE_OPERATORS,
  sortable: false,
  groupable: false,
  parse,
  fromText(text, field) {
    if (text.trim() === '') return { value: null }
    const [entity = '', id = ''] = text.trim().split(':')
    return parse({ entity, id }, field)
  },
  toDatabase(value) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { entity: null, id: null }
    }
    return { entity: String(value.entity), id: Number(value.id) }
  },
  fromDatabase(columns) {
    const id = numberOf(columns.id)
    if (id === null || typeof columns.entity !== 'string') return null
    const label = typeof columns.label === 'string' ? columns.label : null
    return { id, label, entity: columns.entity }
  },
  toText: referenceText,
  mask: maskWhole,
}
