import type { FieldType } from '#core/metadata/field_type'
import { dayFromText } from '#core/metadata/field_types/date_text'
import {
  boundOf,
  DATE_OPERATORS,
  maskWhole,
  primitiveOf,
  textOf,
} from '#core/metadata/field_types/shared'

/** A day without a time, `YYYY-MM-DD` on the wire. Texts may be Jalali, ISO or day first. */
export const dateType: FieldType<'date'> = {
  name: 'date',
  settings: [],
  becomes: ['datetime'],
  columns: () => ({ '': { kind: 'date' } }),
  operators: DATE_OPERATORS,
  sortable: true,
  groupable: true,
  parse(value) {
    if (typeof value !== 'string') return { code: 'E_INVALID_DATE' }
    if (value.trim() === '') return { value: null }
    const day = /^\d{4}-\d{2}-\d{2}$/.test(value) && value >= '1700' ? dayFromText(value) : null
    return day ? { value: day } : { code: 'E_INVALID_DATE' }
  },
  fromText(text, _field, context) {
    if (text.trim() === '') return { value: null }
    const day = dayFromText(text, context?.dateOrder)
    return day ? { value: day } : { code: 'E_INVALID_DATE' }
  },
  toDatabase: (value) => ({ '': boundOf(value) }),
  fromDatabase(columns) {
    const value = columns['']
    return value instanceof Date ? value.toISOString().slice(0, 10) : primitiveOf(value)
  },
  toText: textOf,
  mask: maskWhole,
}
