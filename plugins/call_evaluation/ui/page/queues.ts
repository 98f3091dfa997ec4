import type { Filter, RecordQuery, Sort } from '#core/records/types'
import type { ViewDefinition } from '#core/metadata/types'
import { readListState } from '#ui/list/list_state.js'

export const INBOX = '/quality/inbox'
const LIST = '/records/evaluation'

/** What waits for somebody: each a list of evaluations of its own. */
export interface Queue {
  name: 'mine' | 'publish' | 'disputed' | 'about_me'
  permission?: string
  filter: Filter
}
export const QUEUES: readonly Queue[] = [
  {
    name: 'mine',
    filter: {
      and: [
        { path: 'evaluator', op: 'eq', value: { me: true } },
        { path: 'state', op: 'in', value: ['assigned', 'in_progress'] },
      ],
    },
  },
  {
    name: 'about_me',
    filter: {
      and: [
        { path: 'agent', op: 'eq', value: { me: true } },
        { path: 'state', op: 'in', value: ['published', 'upheld', 'rescored'] },
      ],
    },
  },
  {
    name: 'publish',
    permission: 'call_evaluation.publish',
    filter: {
      and: [
        { path: 'state', op: 'eq', value: 'done' },
        { path: 'calibration', op: 'is_empty' },
      ],
    },
  },
  {
    name: 'disputed',
    permission: 'call_evaluation.publish',
    filter: { path: 'state', op: 'eq', value: 'disputed' },
  },
]
export const QUEUE_SORT: Sort[] = [{ path: 'due_at' }, { path: 'id' }]

export function queueOf(name: unknown): Queue {
  const [first] = QUEUES
  return QUEUES.find((queue) => queue.name === name) ?? (first as Queue)
}

/** Whether an address is one of a list of evaluations. */
export const isList = (address: unknown): address is string =>
  typeof address === 'string' && [LIST, INBOX].includes(address.split('?')[0] ?? '')

export interface QueueQuery {
  query: Omit<RecordQuery, 'entity'>
  /** Name of the queue, or of the view; null: a list without a name. */
  queue: Queue['name'] | null
  view: ViewDefinition | null
}

/**
 * The evaluations of the list that an address shows, in its order. What cannot be told from the address alone (a view that somebody
 * saved) is answered by that person's open ones.
 */
export function queryOfList(address: string, views: readonly ViewDefinition[]): QueueQuery {
  const { pathname, searchParams } = new URL(address, 'http://list')
  const query = Object.fromEntries(searchParams)
  const { view: wanted, filter, sort, search } = readListState(query)
  if (pathname !== LIST || wanted?.startsWith('saved:')) {
    const queue = queueOf(query.tab)
    return { query: { filter: queue.filter, sort: QUEUE_SORT }, queue: queue.name, view: null }
  }
  const view = views.find(({ name }) => name === wanted) ?? views[0] ?? null
  const own = filter === undefined ? (view?.filter ?? null) : filter
  return {
    query: {
      ...(own ? { filter: own } : {}),
      sort: sort ?? view?.sort ?? [],
      ...(search ? { search } : {}),
    },
    queue: null,
    view,
  }
}

export interface Neighbours {
  previous: number | null
  next: number | null
  /** 1 for the first; null where the list does not have it. */
  at: number | null
  count: number
}
/** What stands before and after one of a list; after one that the list does not have comes its first. */
export function neighboursOf(ids: readonly number[], id: number): Neighbours {
  const at = ids.indexOf(id)
  return {
    previous: at > 0 ? (ids[at - 1] ?? null) : null,
    next: (at < 0 ? ids[0] : ids[at + 1]) ?? null,
    at: at < 0 ? null : at + 1,
    count: ids.length,
  }
}

/** Those that are due soonest first, those without a day last. */
export function byDue<T extends { due_at?: unknown; id: number }>(rows: readonly T[]): T[] {
  const due = ({ due_at: at }: T) => (typeof at === 'string' ? at : '9999')
  return [...rows].sort((a, b) => (due(a) < due(b) ? -1 : due(a) > due(b) ? 1 : a.id - b.id))
}
