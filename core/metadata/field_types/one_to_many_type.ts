import type { FieldType } from '#core/metadata/field_type'
import { maskWhole } from '#core/metadata/field_types/shared'
import { setting } from '#core/metadata/field_types/settings'

/** The records whose look-up points here: no column, asked with `some` and `none`, written on the other side. */
export const oneToManyType: FieldType<'one_to_many'> = {
  name: 'one_to_many',
  settings: [
    setting('target', 'entity', { required: true, changeable: false }),
    setting('inverse', 'field', {
      required: true,
      changeable: false,
      field: { of: { setting: 'target' }, types: ['lookup', 'regarding'] },
    }),
  ],
  becomes: [],
  columns: () => ({}),
  operators: [],
  sortable: false,
  groupable: false,
  parse: () => ({ code: 'E_NOT_WRITABLE' }),
  fromText: () => ({ code: 'E_NOT_WRITABLE' }),
  toDatabase: () => ({}),
  fromDatabase: () => null,
  toText: () => '',
  mask: maskWhole,
}
