/**
 * The query language: JSON that views, look-ups, exports, dashboards, sampling rules and the API all speak, so that row
 * scopes and field access are applied in one place.
 */
import type { Json, JsonPrimitive } from '#core/metadata/types'

export const OPERATORS = [
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'in',
  'not_in',
  'contains',
  'starts_with',
  'is_empty',
  'is_not_empty',
  'between',
  /** Relative date ranges in the reader's time zone: value is a `RelativePeriod`. */
  'within',
  /** Of fields with several values: at least one of the given, all of them, none of them. */
  'has_any',
  'has_all',
  'has_none',
] as const
export type Operator = (typeof OPERATORS)[number]

/** `today`, `yesterday`, `this_week`, `last_week`, `this_month`, `last_month`, or the last N units up to now. */
export type RelativePeriod =
  | 'today'
  | 'yesterday'
  | 'this_week'
  | 'last_week'
  | 'this_month'
  | 'last_month'
  | { last: number; unit: 'minute' | 'hour' | 'day' | 'week' | 'month' }

/**
 * A path is a field name, or lookups joined by dots that end in a field: `customer.city.name`. `regarding` fields cannot be
 * walked. `some`/`none` ask over a one-to-many field.
 */
export type Filter =
  | { and: Filter[] }
  | { or: Filter[] }
  | { not: Filter }
  | { path: string; op: Operator; value?: Json }
  | { path: string; some: Filter }
  | { path: string; none: Filter }

export interface Sort {
  path: string
  direction?: 'asc' | 'desc'
}

export interface RecordQuery {
  entity: string
  /** Paths; `id` and `version` always come. Default: the fields of the entity that the reader may read. */
  select?: string[]
  filter?: Filter
  /** Quick search over the searchable fields. */
  search?: string
  /** `id` is added as the last key. Default newest first, by the entity's `listOrder` (else `timeline.at`, else `id`). */
  sort?: Sort[]
  /** 1–500, default 50. */
  limit?: number
  /** Opaque cursor from a former page. */
  after?: string
  deleted?: 'exclude' | 'only' | 'include'
}

export interface Group {
  path: string
  /** For dates and instants, in the reader's time zone. */
  by?: 'hour' | 'day' | 'week' | 'month' | 'year'
}
export interface AggregateQuery {
  entity: string
  filter?: Filter
  search?: string
  group?: Group[]
  /** By result name. `count` needs no path. */
  aggregates: Record<
    string,
    { fn: 'count' | 'sum' | 'min' | 'max' | 'avg' | 'count_distinct'; path?: string }
  >
  /** 1–10,000 groups, default 1,000. */
  limit?: number
}

/** A look-up's value in an answer. `label` is null where the reader may not read the other record. */
export type Reference = {
  id: number
  label: string | null
  /** Only for `regarding` fields. */
  entity?: string
}
export type RecordValue = JsonPrimitive | Reference | Json
/** Keys are the selected paths, with `id` and `version`. Fields the reader may not read are absent, masked ones are masked. */
export type RecordRow = { id: number; version: number } & { [path: string]: RecordValue }

export interface RecordPage {
  rows: RecordRow[]
  /** Cursor of the next page, null at the end. */
  next: string | null
}
export type AggregateRow = {
  keys: Record<string, JsonPrimitive | Reference>
  values: Record<string, number | string | null>
}

/** Values to write: lookups as ids, `regarding` as `{ entity, id }`, everything else as in `FieldTypeSettings`. */
export type RecordInput = Record<string, Json>
