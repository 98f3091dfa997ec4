import type { FieldType, Parsed } from '#core/metadata/field_type'
import type { FieldOf, Json } from '#core/metadata/types'
import { parseId } from '#core/metadata/field_types/reference'
import { setting } from '#core/metadata/field_types/settings'
import { LIST_OPERATORS, listText, maskWhole } from '#core/metadata/field_types/shared'

/** Links of one record: what a form can still show. More is an entity of its own. */
export const MAX_LINKS = 200

function parse(value: Json, field: FieldOf<'many_to_many'>): Parsed {
  if (value === '') return { value: null }
  const ids = new Set<number>()
  for (const item of Array.isArray(value) ? value : [value]) {
    const parsed = parseId(item)
    if ('code' in parsed) return parsed
    if (typeof parsed.value === 'number') ids.add(parsed.value)
  }
  const max = Math.min(field.maxItems ?? MAX_LINKS, MAX_LINKS)
  if (ids.size > max) return { code: 'E_TOO_MANY_VALUES', params: { max } }
  return { value: ids.size === 0 ? null : [...ids].sort((a, b) => a - b) }
}

/** Records of another entity, any number on both sides. Ids in, `{ id, label }` out; kept in a table of links alone. */
export const manyToManyType: FieldType<'many_to_many'> = {
  name: 'many_to_many',
  settings: [
    setting('target', 'entity', { required: true, changeable: false }),
    setting('maxItems', 'integer', { min: 1, max: MAX_LINKS }),
  ],
  becomes: [],
  link: ({ target }) => ({ kind: 'records', target }),
  columns: () => ({}),
  operators: LIST_OPERATORS,
  sortable: false,
  groupable: false,
  parse,
  fromText: (text, field) =>
    parse(
      text.split(/[,;|،؛\s]+/).filter((part) => part !== ''),
      field
    ),
  toDatabase: () => ({}),
  fromDatabase: () => null,
  toText: listText,
  mask: maskWhole,
}
