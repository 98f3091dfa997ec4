import { computed, onScopeDispose, ref, shallowRef, type Ref } from 'vue'
import { recordsApi } from '../api/records.js'
import type { Filter, RecordRow, Sort } from '../api/types.js'

export interface ListQuery {
  entity: string
  select: string[]
  filter: Filter | null
  search: string
  sort: Sort[]
  deleted: boolean
}

const PAGE = 50
/** The most rows one request may ask for; what a reload restores at once. */
const RELOAD_LIMIT = 500

/** The body of a query as the API takes it; what is empty is left out. */
export function queryBody(query: ListQuery) {
  return {
    ...(query.filter ? { filter: query.filter } : {}),
    ...(query.search ? { search: query.search } : {}),
    ...(query.deleted ? { deleted: 'only' as const } : {}),
  }
}

/**
 * Loads a list page by page. Rows stay on the screen while the next ones come; the count is asked for after the rows, so
 * that they never wait for it.
 */
export function useRecordList(query: Ref<ListQuery | null>) {
  const rows = shallowRef<RecordRow[]>([])
  const count = ref<number | null>(null)
  const loading = ref(false)
  const loaded = ref(false)
  const error = shallowRef<unknown>(null)
  const next = ref<string | null>(null)
  const countError = shallowRef<unknown>(null)
  let running: AbortController | null = null
  let counting: AbortController | null = null

  async function fetchPage(
    own: AbortController,
    after: string | null,
    limit: number
  ): Promise<void> {
    const asked = query.value
    if (!asked) return
    const page = await recordsApi.query(
      asked.entity,
      {
        ...queryBody(asked),
        select: asked.select,
        limit,
        ...(asked.sort.length > 0 ? { sort: asked.sort } : {}),
        ...(after ? { after } : {}),
      },
      own.signal
    )
    if (running !== own) return
    rows.value = after ? [...rows.value, ...page.rows] : page.rows
    next.value = page.next
    loaded.value = true
    error.value = null
  }

  async function run(task: (own: AbortController) => Promise<void>): Promise<void> {
    running?.abort()
    const own = new AbortController()
    running = own
    loading.value = true
    try {
      await task(own)
    } catch (reason) {
      if (running === own) error.value = reason
    } finally {
      if (running === own) loading.value = false
    }
  }

  /** Counting has a request of its own: it delays neither the rows nor the next page. */
  async function loadCount(): Promise<void> {
    const asked = query.value
    counting?.abort()
    if (!asked || error.value) return
    if (next.value === null) {
      count.value = rows.value.length
      return
    }
    const own = new AbortController()
    counting = own
    try {
      const found = await recordsApi.count(asked.entity, queryBody(asked), own.signal)
      if (counting === own) count.value = found
    } catch (reason) {
      if (counting === own) count.value = null
      if (!(reason instanceof DOMException)) countError.value = reason
    }
  }

  /** Starts over: the query has changed. */
  async function reset(): Promise<void> {
    count.value = null
    await run((own) => fetchPage(own, null, PAGE))
    await loadCount()
  }
  /** Reads again what is shown, after something was changed. */
  async function reload(): Promise<void> {
    const shown = Math.min(RELOAD_LIMIT, Math.max(PAGE, rows.value.length))
    await run((own) => fetchPage(own, null, shown))
    await loadCount()
  }
  /** Shows a record as it is now, in the place of the row of the same id. */
  function replace(row: RecordRow): void {
    rows.value = rows.value.map((other) => (other.id === row.id ? row : other))
  }
  /** The next page, when there is one, nothing else is on its way and the last attempt did not fail. */
  async function more(): Promise<void> {
    if (loading.value || next.value === null || error.value) return
    await run((own) => fetchPage(own, next.value, PAGE))
  }
  /** Tries the next page again after a failure. */
  async function retryMore(): Promise<void> {
    error.value = null
    await more()
  }

  onScopeDispose(() => {
    running?.abort()
    counting?.abort()
  })
  const empty = computed(() => loaded.value && rows.value.length === 0)
  return {
    rows,
    count,
    countError,
    loading,
    loaded,
    empty,
    error,
    next,
    reset,
    reload,
    more,
    replace,
    retryMore,
  }
}
