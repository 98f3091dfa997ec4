import type { ColumnSpec, FieldType } from '#core/metadata/field_type'
import type { FieldCommon, FieldOf, FieldTypeName, JsonPrimitive } from '#core/metadata/types'
import { FOLDED_LENGTH, foldedKey } from '#core/records/folding'
import { boundOf, primitiveOf } from '#core/metadata/field_types/shared'

/** Suffix of the shadow column: a field named `x_folded` cannot collide with it. */
export const FOLDED_SUFFIX = '_folded'

/** Whether a column is the shadow of the field whose own column is named before it. No field has a double underscore. */
export const shadowed = (column: string): string | null =>
  column.endsWith(`_${FOLDED_SUFFIX}`) ? column.slice(0, -FOLDED_SUFFIX.length - 1) : null

type TextField = FieldOf<
  'text' | 'email' | 'phone' | 'autonumber' | 'url' | 'national_id' | 'iban' | 'bank_card'
>

/** Whether a text field is searched, or sorted and filtered by index. */
export function hasShadow(field: FieldCommon): boolean {
  return field.searchable === true || field.indexed === true
}

/**
 * Storage of one-line texts. A field that is searched, sorted or filtered by index has a shadow column `<field>__folded` with
 * the key under which spellings are one and order is that of the alphabet. `defaultLength` is in UTF-16 units.
 */
export function textColumns(
  defaultLength: number
): Pick<FieldType<FieldTypeName, TextField>, 'columns' | 'toDatabase' | 'fromDatabase'> {
  const lengthOf = (field: TextField) =>
    field.type === 'text' ? (field.maxLength ?? defaultLength) : defaultLength
  const keyLength = (field: TextField) => Math.min(lengthOf(field), FOLDED_LENGTH)
  return {
    columns(field) {
      const columns: Record<string, ColumnSpec> = {
        '': { kind: 'string', length: lengthOf(field) },
      }
      if (hasShadow(field)) {
        columns[FOLDED_SUFFIX] = { kind: 'string', length: keyLength(field), binary: true }
      }
      return columns
    },
    /** Folding may lengthen a text (`ß` is `ss`): the key is cut, it only finds and orders. */
    toDatabase(value, field) {
      const bound = boundOf(value)
      const columns: Record<string, JsonPrimitive> = { '': bound }
      if (hasShadow(field)) {
        columns[FOLDED_SUFFIX] =
          bound === null ? null : foldedKey(field.type, String(bound)).slice(0, keyLength(field))
      }
      return columns
    },
    fromDatabase: (columns) => primitiveOf(columns['']),
  }
}
