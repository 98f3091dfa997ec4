import type { FieldType } from '#core/metadata/field_type'
import { maskWhole } from '#core/metadata/field_types/shared'

/** The records whose look-up points here: no column, asked with `some` and `none`, written on the other side. */
export const oneToManyType: FieldType<'one_to_many'> = {
  name: 'one_to_many',
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
