import type { Filter } from '#core/records/types'

/** What the list of runs is narrowed to; all of it stands in the address. */
export interface RunFilter {
  status: string
  process: string
  version: string
  entity: string
  record: string
  text: string
}
export const RUN_STATUSES = [
  'active',
  'suspended',
  'completed',
  'terminated',
  'cancelled',
  'failed',
] as const

export function runFilterOf(query: Record<string, unknown>): RunFilter {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name] : '')
  return {
    status: text('status'),
    process: text('process'),
    version: text('version'),
    entity: text('entity'),
    record: text('record'),
    text: text('q'),
  }
}

/** The filter of the record engine; null where nothing is narrowed. Pure. */
export function recordFilterOf(given: RunFilter): Filter | null {
  const all: Filter[] = []
  if (given.status === 'incidents') all.push({ path: 'incidents', op: 'gt', value: 0 })
  else if (given.status !== '') all.push({ path: 'status', op: 'eq', value: given.status })
  if (given.process !== '') all.push({ path: 'process', op: 'eq', value: given.process })
  if (/^\d+$/.test(given.version))
    all.push({ path: 'process_version', op: 'eq', value: Number(given.version) })
  if (given.entity !== '') all.push({ path: 'subject_entity', op: 'eq', value: given.entity })
  if (/^\d+$/.test(given.record))
    all.push({ path: 'subject_id', op: 'eq', value: Number(given.record) })
  if (given.text.trim() !== '')
    all.push({ path: 'title', op: 'contains', value: given.text.trim() })
  return all.length === 0 ? null : { and: all }
}
