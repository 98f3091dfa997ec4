import type { FieldType } from '#core/metadata/field_type'
import { instantFromIso, instantFromText } from '#core/metadata/field_types/date_text'
import { DATE_OPERATORS, maskWhole, primitiveOf, textOf } from '#core/metadata/field_types/shared'

/** An instant, ISO 8601 in UTC with milliseconds on the wire. */
export const datetimeType: FieldType<'datetime'> = {
  name: 'datetime',
  settings: [],
  becomes: [],
  columns: () => ({ '': { kind: 'datetime' } }),
  operators: DATE_OPERATORS,
  sortable: true,
  groupable: true,
  parse(value) {
    if (typeof value !== 'string') return { code: 'E_INVALID_DATETIME' }
    if (value.trim() === '') return { value: null }
    const instant = instantFromIso(value)
    return instant ? { value: instant } : { code: 'E_INVALID_DATETIME' }
  },
  fromText(text, _field, context) {
    if (text.trim() === '') return { value: null }
    const instant = instantFromText(text, context)
    return instant ? { value: instant } : { code: 'E_INVALID_DATETIME' }
  },
  /** SQL Server gets a text without the Z: the driver would round a Date to 1/300 s. */
  toDatabase(value, _field, dialect) {
    if (value === null) return { '': null }
    return { '': dialect === 'mssql' ? String(value).replace(/Z$/, '') : String(value) }
  },
  fromDatabase(columns) {
    const value = columns['']
    return value instanceof Date ? value.toISOString() : primitiveOf(value)
  },
  toText: textOf,
  mask: maskWhole,
}
