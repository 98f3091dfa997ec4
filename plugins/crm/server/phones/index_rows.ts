import type { FieldValues } from '#core/records/hooks'
import { normalisePhone } from './normalise.js'

/** One row of `crm_phone_index`. */
export interface PhoneIndexRow {
  entity: string
  record_id: number
  field: string
  number: string
}

/**
 * The rows of one record: each number once, under the first field that holds it.
 *
 * @param values the record's values by field name
 */
export function indexRows(
  entity: string,
  recordId: number,
  values: FieldValues,
  fields: readonly string[],
  region: string
): PhoneIndexRow[] {
  const rows = new Map<string, PhoneIndexRow>()
  for (const field of fields) {
    const value = values[field]
    if (typeof value !== 'string' || value === '') continue
    const number = normalisePhone(value, region)
    if (number !== null && !rows.has(number)) {
      rows.set(number, { entity, record_id: recordId, field, number })
    }
  }
  return [...rows.values()]
}
