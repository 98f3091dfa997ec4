import type { FieldType, Parsed } from '#core/metadata/field_type'
import { foldWord } from '#core/metadata/field_types/text_folding'
import { CHOICE_OPERATORS, maskWhole, textOf } from '#core/metadata/field_types/shared'

const YES = new Set([
  'true',
  'yes',
  'y',
  '1',
  'on',
  'بله',
  'بلی',
  'آری',
  'دارد',
  'درست',
  'bəli',
  'hə',
  'doğru',
])
const NO = new Set([
  'false',
  'no',
  'n',
  '0',
  'off',
  'خیر',
  'نه',
  'ندارد',
  'نادرست',
  'xeyr',
  'yox',
  'yanlış',
])

function fromText(text: string): Parsed {
  const word = foldWord(text)
  if (word === '') return { value: null }
  if (YES.has(word)) return { value: true }
  return NO.has(word) ? { value: false } : { code: 'E_INVALID_BOOLEAN' }
}

/** Yes or no, or not known. */
export const booleanType: FieldType<'boolean'> = {
  name: 'boolean',
  settings: [],
  becomes: ['integer'],
  columns: () => ({ '': { kind: 'boolean' } }),
  operators: CHOICE_OPERATORS,
  sortable: true,
  groupable: true,
  parse(value) {
    if (typeof value === 'boolean') return { value }
    if (value === 0 || value === 1) return { value: value === 1 }
    return typeof value === 'string' ? fromText(value) : { code: 'E_INVALID_BOOLEAN' }
  },
  fromText,
  toDatabase(value, _field, dialect) {
    if (value === null) return { '': null }
    return { '': dialect === 'mssql' ? Boolean(value) : Number(value) }
  },
  fromDatabase(columns) {
    const value = columns['']
    return value === null || value === undefined ? null : Boolean(value)
  },
  toText: textOf,
  mask: maskWhole,
}
