import { computed, ref, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useToast } from '@nuxt/ui/composables/useToast'
import type { Json } from '#core/metadata/types'
import { recordsApi, type BulkTarget } from '../api/records.js'
import type { BulkAnswer, Filter } from '../api/types.js'
import { useFailures } from '../app/failures.js'
import { useFormat } from '../composables/use_format.js'

interface BulkContext {
  entity: Ref<string>
  filter: Ref<Filter | null>
  search: Ref<string>
  total: Ref<number | null>
  reload: () => Promise<void>
}
/** True for every record: what "all that match" means where nothing narrows the list. */
const EVERYTHING: Filter = { path: 'id', op: 'is_not_empty' }

/** The selection of a list and what is done with it. Deleting is done at once and can be undone. */
export function useBulk({ entity, filter, search, total, reload }: BulkContext) {
  const selected = ref<ReadonlySet<number>>(new Set())
  const whole = ref(false)
  const busy = ref(false)
  const toast = useToast()
  const failures = useFailures()
  const format = useFormat()
  const { t } = useI18n()
  const count = computed(() =>
    whole.value ? (total.value ?? selected.value.size) : selected.value.size
  )

  const target = (): BulkTarget =>
    whole.value
      ? { filter: filter.value ?? EVERYTHING, ...(search.value ? { search: search.value } : {}) }
      : { ids: [...selected.value] }

  function select(ids: ReadonlySet<number>): void {
    selected.value = ids
    whole.value = false
  }
  const clear = (): void => select(new Set())

  /** Says what happened; some records may have refused, with a code each. */
  function tell(answer: BulkAnswer, key: string, undo?: () => Promise<void>): void {
    const codes = [...new Set(answer.failed.map((failure) => failure.code))].join(', ')
    toast.add({
      title: t(key, { count: format.value.number(answer.changed) }, answer.changed),
      ...(answer.failed.length > 0
        ? {
            description: t('list.failed', {
              count: format.value.number(answer.failed.length),
              codes,
            }),
            color: 'warning' as const,
          }
        : {}),
      ...(undo && answer.changed > 0
        ? {
            actions: [
              {
                label: t('actions.undo'),
                color: 'neutral' as const,
                variant: 'outline' as const,
                onClick: () => void undo().catch(failures.report),
              },
            ],
          }
        : {}),
    })
  }
  async function run(task: () => Promise<void>): Promise<void> {
    busy.value = true
    try {
      await task()
      clear()
      await reload()
    } catch (error) {
      failures.report(error)
    } finally {
      busy.value = false
    }
  }
  const undoWith = (ids: number[], action: 'delete' | 'restore') => async () => {
    await recordsApi.bulk(entity.value, { ids }, action)
    await reload()
  }

  const update = (values: Record<string, Json>) =>
    run(async () =>
      tell(await recordsApi.bulk(entity.value, target(), 'update', values), 'list.changed')
    )
  const remove = () =>
    run(async () => {
      const ids = [...selected.value]
      const answer = await recordsApi.bulk(entity.value, target(), 'delete')
      tell(answer, 'list.deleted', whole.value ? undefined : undoWith(ids, 'restore'))
    })
  const restore = () =>
    run(async () => tell(await recordsApi.bulk(entity.value, target(), 'restore'), 'list.restored'))
  /** Deletes one record from its menu, whatever is selected. */
  const removeOne = (id: number) =>
    run(async () =>
      tell(
        await recordsApi.bulk(entity.value, { ids: [id] }, 'delete'),
        'list.deleted',
        undoWith([id], 'restore')
      )
    )

  return { selected, whole, busy, count, select, clear, update, remove, restore, removeOne }
}
