import type { FieldType } from '#core/metadata/field_type'
import { idFromText, parseId, referenceText } from '#core/metadata/field_types/reference'
import { boundOf, CHOICE_OPERATORS, maskWhole, numberOf } from '#core/metadata/field_types/shared'
import { setting } from '#core/metadata/field_types/settings'

/**
 * Many-to-one. Input is the id; an answer is `{ id, label }`. Whoever reads the row may put the target's title under the
 * suffix `label`.
 */
export const lookupType: FieldType<'lookup'> = {
  name: 'lookup',
  settings: [
    setting('target', 'entity', { required: true, changeable: false }),
    setting('onDelete', 'option', { options: ['restrict', 'set_null'], preset: 'restrict' }),
  ],
  becomes: [],
  columns: () => ({ '': { kind: 'integer' } }),
  operators: CHOICE_OPERATORS,
  sortable: true,
  groupable: true,
  parse: (value) => (value === '' ? { value: null } : parseId(value)),
  fromText: (text) => idFromText(text),
  toDatabase: (value) => ({ '': boundOf(value) }),
  fromDatabase(columns) {
    const id = numberOf(columns[''])
    if (id === null) return null
    return { id, label: typeof columns.label === 'string' ? columns.label : null }
  },
  toText: referenceText,
  mask: maskWhole,
}
