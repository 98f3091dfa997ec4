import type { Json } from '#core/metadata/types'
import type { ReadableEntity } from '../../api/types.js'
import type { ImportFieldMapping, ImportMapping } from '../../api/imports.js'

/** One line of the mapping table: a field of the entity and where its values come from. */
export interface MappingRow {
  field: string
  type: string
  required: boolean
  /** Empty: the field is not filled. */
  column: string
  dateFormat: string
  /** For look-ups: the field of the other record that the cells hold. */
  lookupBy: string
  target: string | null
  constant: Json | null
  /** What the table does not show (several sources, transforms) is kept as it was. */
  rest: ImportFieldMapping | null
}

const NOT_FILLABLE = new Set(['one_to_many', 'file', 'autonumber'])

/** Lines for every field that a person may write, in the order of the entity, filled from a mapping. */
export function mappingRows(entity: ReadableEntity, mapping: ImportMapping): MappingRow[] {
  const byField = new Map(mapping.fields.map((field) => [field.field, field]))
  return Object.entries(entity.fields)
    .filter(
      ([, field]) =>
        field.access === 'write' &&
        !field.readOnly &&
        !field.removed &&
        !NOT_FILLABLE.has(field.type)
    )
    .map(([name, field]) => {
      const given = byField.get(name)
      const source = given?.sources[0]
      return {
        field: name,
        type: field.type,
        required: field.required === true && field.default === undefined,
        column: source?.columns?.[0] ?? '',
        dateFormat: source?.dateFormat ?? '',
        lookupBy: source?.lookup?.by ?? '',
        target: field.type === 'lookup' ? field.target : null,
        constant: source?.constant ?? null,
        rest: given ?? null,
      }
    })
}

/** The mapping that the lines say; what a line does not show is taken over from what it was made of. */
export function mappingOf(rows: readonly MappingRow[]): ImportMapping {
  const fields: ImportFieldMapping[] = []
  for (const row of rows) {
    if (row.column === '' && row.constant === null) continue
    const former = row.rest?.sources[0]
    const others = row.rest?.sources.slice(1) ?? []
    const source = {
      ...(former ?? {}),
      ...(row.column
        ? { columns: former?.columns?.[0] === row.column ? former.columns : [row.column] }
        : {}),
    }
    delete source.dateFormat
    delete source.lookup
    if (row.dateFormat) source.dateFormat = row.dateFormat
    if (row.lookupBy) source.lookup = { ...former?.lookup, by: row.lookupBy }
    fields.push({ ...(row.rest ?? {}), field: row.field, sources: [source, ...others] })
  }
  return { fields }
}

/** Fields that must have a value and get none. Only matters where records are created. */
export function missingFields(rows: readonly MappingRow[]): string[] {
  return rows
    .filter((row) => row.required && row.column === '' && row.constant === null)
    .map((row) => row.field)
}

/** Fields by which a record can be recognised: unique ones first, then phones, e-mails and codes. */
export function keyFields(entity: ReadableEntity): string[] {
  const rank = (name: string): number => {
    const field = entity.fields[name]
    if (!field) return 9
    if (field.unique) return 0
    return field.type === 'autonumber'
      ? 1
      : field.type === 'email'
        ? 2
        : field.type === 'phone'
          ? 3
          : 4
  }
  return Object.entries(entity.fields)
    .filter(
      ([, field]) =>
        ['text', 'autonumber', 'email', 'phone', 'integer'].includes(field.type) && !field.removed
    )
    .filter(([name, field]) => field.unique || field.indexed || rank(name) < 4)
    .map(([name]) => name)
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
}
