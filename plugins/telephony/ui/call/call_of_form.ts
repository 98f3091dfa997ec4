import type { RecordRow } from '#core/records/types'

/**
 * The call whose recordings a form shows: that which the link `field` leads to, or the record itself where no field is named.
 * Null where there is none, or the link leads to something else.
 */
export function callOfForm(entity: string, record: RecordRow, field?: string): number | null {
  if (field === undefined) return entity === 'call' ? record.id : null
  const link = record[field]
  if (typeof link !== 'object' || link === null || Array.isArray(link)) return null
  const { id, entity: of } = link as { id?: unknown; entity?: unknown }
  return typeof id === 'number' && (of === undefined || of === 'call') ? id : null
}
