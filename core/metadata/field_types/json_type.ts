import type { FieldType, Parsed } from '#core/metadata/field_type'
import type { FieldOf, Json } from '#core/metadata/types'
import { setting } from '#core/metadata/field_types/settings'
import { maskWhole } from '#core/metadata/field_types/shared'

const DEFAULT_BYTES = 65_536
export const MAX_JSON_BYTES = 1_048_576
const MAX_DEPTH = 32

/** Text is read as JSON; what is given as JSON is taken as it is. */
function parse(value: Json, field: FieldOf<'json'>): Parsed {
  if (typeof value !== 'string') return checked(value, field)
  if (value.trim() === '') return { value: null }
  if (value.length > (field.maxBytes ?? DEFAULT_BYTES)) return tooLarge(field)
  try {
    return checked(JSON.parse(value) as Json, field)
  } catch (error) {
    if (error instanceof SyntaxError) return { code: 'E_INVALID_JSON' }
    throw error
  }
}

function checked(value: Json, field: FieldOf<'json'>): Parsed {
  if (value === null) return { value }
  /** A plain text could not be told from JSON written as text when it comes back. */
  if (typeof value !== 'object') return { code: 'E_JSON_NOT_STRUCTURED' }
  if (depthOf(value) > MAX_DEPTH) return { code: 'E_INVALID_JSON' }
  const bytes = new TextEncoder().encode(JSON.stringify(value)).length
  return bytes > (field.maxBytes ?? DEFAULT_BYTES) ? tooLarge(field) : { value }
}

function tooLarge(field: FieldOf<'json'>): Parsed {
  return { code: 'E_JSON_TOO_LARGE', params: { max: field.maxBytes ?? DEFAULT_BYTES } }
}

/** Stops counting one past the limit. */
function depthOf(value: Json, depth = 1): number {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return depth
  const inner = Object.values(value).map((item) => depthOf(item, depth + 1))
  return Math.max(depth, ...inner)
}

/** An object or a list, kept as it came; small, and never searched. */
export const jsonType: FieldType<'json'> = {
  name: 'json',
  settings: [
    setting('maxBytes', 'integer', { min: 2, max: MAX_JSON_BYTES, preset: DEFAULT_BYTES }),
  ],
  becomes: [],
  columns: () => ({ '': { kind: 'text' } }),
  operators: ['is_empty', 'is_not_empty'],
  sortable: false,
  groupable: false,
  parse,
  fromText: parse,
  toDatabase: (value) => ({ '': value === null ? null : JSON.stringify(value) }),
  fromDatabase(columns) {
    const stored = columns['']
    return typeof stored === 'string' ? (JSON.parse(stored) as Json) : null
  },
  toText: (value) => (value === null ? '' : JSON.stringify(value)),
  mask: maskWhole,
}
