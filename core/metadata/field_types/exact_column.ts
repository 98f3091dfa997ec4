import type { FieldType } from '#core/metadata/field_type'
import type { FieldOf } from '#core/metadata/types'
import { fromScaled, toScaled } from '#core/metadata/field_types/exact_number'
import { numberOf } from '#core/metadata/field_types/shared'

/**
 * Storage of exact decimals. SQL Server gets a text bound (`12.30`), because the driver would send a fractional number as
 * a float, and comparing a decimal column with a float is neither exact nor able to use an index.
 */
export function exactColumn<T extends 'decimal' | 'money' | 'percent'>(
  scaleOf: (field: FieldOf<T>) => number
): Pick<FieldType<T>, 'columns' | 'toDatabase' | 'fromDatabase'> {
  return {
    columns: (field) => ({ '': { kind: 'decimal', scale: scaleOf(field) } }),
    toDatabase(value, field, dialect) {
      if (value === null) return { '': null }
      const scale = scaleOf(field)
      const number = Number(value)
      return { '': dialect === 'mssql' ? number.toFixed(scale) : toScaled(number, scale) }
    },
    fromDatabase(columns, field, dialect) {
      const number = numberOf(columns[''])
      if (number === null || dialect === 'mssql') return number
      return fromScaled(number, scaleOf(field))
    },
  }
}
