import { computed, ref, shallowRef, type Ref } from 'vue'
import { useRouter } from 'vue-router'
import { recordsApi } from '#ui/api/records.js'
import { useFailures } from '#ui/app/failures.js'
import { useMetadata } from '#ui/stores/metadata_store.js'
import { byDue, INBOX, isList, neighboursOf, queryOfList } from './queues.js'

const MOST = 200

/** The list that the reader came from, and what stands in it before and after. It stays as it was while one goes through it. */
export function useNeighbours(id: Ref<number>) {
  const router = useRouter()
  const metadata = useMetadata()
  const failures = useFailures()
  const { evaluationList, back } = window.history.state as Record<string, unknown>
  const address = ref(isList(evaluationList) ? evaluationList : isList(back) ? back : INBOX)
  const ids = shallowRef<number[]>([])
  const list = computed(() => queryOfList(address.value, metadata.views('evaluation')))
  const neighbours = computed(() => neighboursOf(ids.value, id.value))

  async function load(): Promise<void> {
    const { query, queue } = list.value
    const select = ['id', 'due_at']
    const page = await recordsApi.query('evaluation', { ...query, select, limit: MOST })
    const rows = queue === null ? page.rows : byDue(page.rows)
    ids.value = rows.map((row) => row.id)
  }
  load().catch(failures.report)

  /** Opens the one before or after, and remembers the list. */
  async function go(by: 1 | -1): Promise<boolean> {
    const to = by > 0 ? neighbours.value.next : neighbours.value.previous
    if (to === null) return false
    await router.push({
      path: `/records/evaluation/${to}`,
      state: { evaluationList: address.value },
    })
    return true
  }
  return { address, list, neighbours, go }
}
