import type { FieldType } from '#core/metadata/field_type'
import type { FieldDefinition, FieldTypeName } from '#core/metadata/types'
import { booleanType } from '#core/metadata/field_types/boolean_type'
import { dateType } from '#core/metadata/field_types/date_type'
import { datetimeType } from '#core/metadata/field_types/datetime_type'
import { decimalType } from '#core/metadata/field_types/decimal_type'
import { integerType } from '#core/metadata/field_types/integer_type'
import { maskWhole } from '#core/metadata/field_types/shared'
import { readAs } from '#core/metadata/field_types/shapes'
import { textType } from '#core/metadata/field_types/text_type'

const RESULTS: ReadonlyMap<string, FieldType> = new Map<string, FieldType>([
  ['text', textType],
  ['decimal', decimalType],
  ['integer', integerType],
  ['boolean', booleanType],
  ['date', dateType],
  ['datetime', datetimeType],
])

function typeOf(field: FieldDefinition): { type: FieldType; as: FieldDefinition } {
  const as = readAs(field)
  const type = RESULTS.get(as.type)
  if (!type) throw new RangeError(`A computed field cannot have values of type "${as.type}"`)
  return { type, as }
}

/** Storage and reading of computed fields: those of the type that their values have. */
export const resultColumn: Pick<
  FieldType<FieldTypeName, FieldDefinition>,
  | 'columns'
  | 'parse'
  | 'toDatabase'
  | 'fromDatabase'
  | 'fromText'
  | 'toText'
  | 'mask'
  | 'operatorsOf'
> = {
  operatorsOf: (field) => typeOf(field).type.operators,
  columns(field) {
    const { type, as } = typeOf(field)
    return type.columns(as)
  },
  parse(value, field) {
    const { type, as } = typeOf(field)
    return type.parse(value, as)
  },
  toDatabase(value, field, dialect) {
    const { type, as } = typeOf(field)
    return type.toDatabase(value, as, dialect)
  },
  fromDatabase(columns, field, dialect) {
    const { type, as } = typeOf(field)
    return type.fromDatabase(columns, as, dialect)
  },
  fromText: () => ({ code: 'E_NOT_WRITABLE' }),
  toText(value, field) {
    const { type, as } = typeOf(field)
    return type.toText(value, as)
  },
  mask: maskWhole,
}
