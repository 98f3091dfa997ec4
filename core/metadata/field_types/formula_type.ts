import type { FieldType } from '#core/metadata/field_type'
import { setting } from '#core/metadata/field_types/settings'
import { NUMBER_OPERATORS } from '#core/metadata/field_types/shared'
import { resultColumn } from '#core/metadata/field_types/result_column'

export const FORMULA_RESULTS = ['text', 'number', 'boolean', 'date', 'datetime'] as const

/**
 * A value worked out by a FEEL expression over the record's other fields, and the fields of the records its look-ups point at.
 * Stored, so that lists sort and filter by it; recomputed inside the transaction of every write of the record.
 */
export const formulaType: FieldType<'formula'> = {
  name: 'formula',
  settings: [
    setting('expression', 'feel', { required: true }),
    setting('result', 'option', {
      ...{ required: true, options: FORMULA_RESULTS, changeable: false, preset: 'number' },
    }),
    setting('scale', 'integer', { min: 0, max: 6, preset: 2 }),
  ],
  becomes: [],
  operators: NUMBER_OPERATORS,
  sortable: true,
  groupable: true,
  ...resultColumn,
}
