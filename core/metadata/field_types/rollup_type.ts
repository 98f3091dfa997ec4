import type { FieldType } from '#core/metadata/field_type'
import { setting } from '#core/metadata/field_types/settings'
import { NUMBER_OPERATORS } from '#core/metadata/field_types/shared'
import { resultColumn } from '#core/metadata/field_types/result_column'

export const ROLLUP_FUNCTIONS = ['count', 'sum', 'min', 'max', 'mean'] as const
export const ROLLUP_RESULTS = ['number', 'date', 'datetime'] as const
export const RECOMPUTE_MODES = ['transaction', 'job'] as const

/**
 * A figure over the records of a one-to-many relation. Kept right inside the transaction of every write of those records, or,
 * with `recompute: 'job'`, soon after.
 */
export const rollupType: FieldType<'rollup'> = {
  name: 'rollup',
  settings: [
    setting('relation', 'field', { required: true, field: { of: 'own', types: ['one_to_many'] } }),
    setting('function', 'option', { required: true, options: ROLLUP_FUNCTIONS, changeable: false }),
    setting('field', 'field', { field: { of: { setting: 'relation' } } }),
    setting('filter', 'filter', { field: { of: { setting: 'relation' } } }),
    setting('result', 'option', { options: ROLLUP_RESULTS, preset: 'number', changeable: false }),
    setting('scale', 'integer', { min: 0, max: 6, preset: 2 }),
    setting('recompute', 'option', { options: RECOMPUTE_MODES, preset: 'transaction' }),
  ],
  becomes: [],
  operators: NUMBER_OPERATORS,
  sortable: true,
  groupable: false,
  ...resultColumn,
}
