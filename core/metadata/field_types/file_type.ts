import type { FieldType } from '#core/metadata/field_type'
import { idFromText, parseId, referenceText } from '#core/metadata/field_types/reference'
import { boundOf, maskWhole, numberOf } from '#core/metadata/field_types/shared'
import { setting } from '#core/metadata/field_types/settings'

/** A stored file: its id in, `{ id, label }` (the file's name) out. */
export const fileType: FieldType<'file'> = {
  name: 'file',
  settings: [setting('maxBytes', 'integer', { min: 1 }), setting('accept', 'texts')],
  becomes: [],
  columns: () => ({ '': { kind: 'integer' } }),
  operators: ['eq', 'in', 'is_empty', 'is_not_empty'],
  sortable: false,
  groupable: false,
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
