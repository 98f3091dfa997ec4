/**
 * What parsing leaves of a query: its shape, apart from its values. Everything after parsing works on shapes only, so that
 * no value can reach the text of a statement, and one compiled statement serves every query of the same shape.
 */
import type { Json } from '#core/metadata/types'
import type { AggregateQuery, Group, Operator } from '#core/records/types'

/** Where the values of a comparison stand in `ParsedQuery.values`. */
export type ValueShape =
  | { kind: 'none' }
  | { kind: 'one'; index: number }
  /** `count` places from `index` on; lists are padded to a few sizes so that shapes stay few. */
  | { kind: 'many'; index: number; count: number }

export type FilterNode =
  | { kind: 'all'; items: FilterNode[] }
  | { kind: 'any'; items: FilterNode[] }
  | { kind: 'not'; item: FilterNode }
  | { kind: 'compare'; path: string; op: Operator; value: ValueShape; at: string }
  | { kind: 'related'; path: string; negated: boolean; filter: FilterNode; at: string }

export interface SortNode {
  path: string
  descending: boolean
  at: string
}
export type Deleted = 'exclude' | 'only' | 'include'

export interface ParsedQuery {
  entity: string
  /** Undefined: every readable field. */
  select: string[] | undefined
  filter: FilterNode | undefined
  /** Number of search words; they stand in `values` from `wordsIndex` on. */
  words: number
  wordsIndex: number
  sort: SortNode[]
  limit: number
  after: string | undefined
  deleted: Deleted
  /** Names the order of the rows: a cursor belongs to one. */
  order: string
  /** Text that is equal for queries that differ in values only. */
  shape: string
  values: Json[]
}

export type AggregateFunction = AggregateQuery['aggregates'][string]['fn']
export interface AggregateNode {
  name: string
  fn: AggregateFunction
  path: string | undefined
  at: string
}
export interface GroupNode {
  path: string
  by: Group['by']
  at: string
}
export interface ParsedAggregate extends Omit<ParsedQuery, 'select' | 'sort' | 'after' | 'order'> {
  group: GroupNode[]
  aggregates: AggregateNode[]
}
