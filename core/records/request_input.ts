/** Reads the bodies of the records API. Pure; every refusal is coded. */
import { E_BAD_QUERY, E_NOT_FOUND } from '#core/errors/errors'
import type { Filter, RecordInput } from '#core/records/types'
import type { BulkChange, BulkTarget } from '#core/records/bulk'

type Obj = Record<string, unknown>

function bad(path: string, code: string): never {
  throw new E_BAD_QUERY({ reason: code }, [{ path, code }])
}

export function objectBody(body: unknown): Obj {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return bad('', 'E_NOT_AN_OBJECT')
  }
  return body as Obj
}

/** An id of an address. What is none cannot exist. */
export function idOf(text: unknown): number {
  const id = typeof text === 'string' && /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0
  if (id < 1 || id > 2_147_483_647) throw new E_NOT_FOUND({})
  return id
}

export function valuesOf(body: unknown): RecordInput {
  const { values } = objectBody(body)
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    return bad('values', 'E_NOT_AN_OBJECT')
  }
  return values as RecordInput
}

/** The version a change is based on: required where people change records, so that nobody overwrites unseen. */
export function versionOf(value: unknown): number {
  const version = typeof value === 'string' ? Number(value) : value
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    return bad('version', 'E_REQUIRED')
  }
  return version
}

/** The name of the form that a write was made through, or null. */
export function formOf(value: unknown): string | null {
  if (value === undefined || value === null) return null
  return typeof value === 'string' && value !== '' && value.length <= 64
    ? value
    : bad('form', 'E_WRONG_TYPE')
}

export function bulkOf(body: unknown): { target: BulkTarget; change: BulkChange } {
  const { ids, filter, search, action, values } = objectBody(body)
  if ((ids === undefined) === (filter === undefined)) return bad('ids', 'E_BULK_TARGET')
  if (ids !== undefined && !Array.isArray(ids)) return bad('ids', 'E_QUERY_IDS')
  if (search !== undefined && typeof search !== 'string') return bad('search', 'E_QUERY_SEARCH')
  const target: BulkTarget = Array.isArray(ids)
    ? { ids: ids as number[] }
    : { filter: filter as Filter, ...(search === undefined ? {} : { search }) }
  if (action === 'update') return { target, change: { action, values: valuesOf({ values }) } }
  if (action === 'delete' || action === 'restore') return { target, change: { action } }
  return bad('action', 'E_BULK_ACTION')
}

/** A list given as `a,b,c` or by repeating the name, or undefined. */
export function listOf(value: unknown): string[] | undefined {
  if (Array.isArray(value)) {
    return value.filter((item): item is string => typeof item === 'string').slice(0, 200)
  }
  if (typeof value !== 'string' || value === '') return undefined
  return value.split(',').slice(0, 200)
}

export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : Number.NaN
  return Number.isInteger(number) ? number : undefined
}
