import { computed, ref, shallowRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useToast } from '@nuxt/ui/composables/useToast'
import type { Json } from '#core/metadata/types'
import { recordsApi } from '../api/records.js'
import type { BulkAnswer, Filter } from '../api/types.js'
import { useFailures } from '../app/failures.js'
import { useFormat } from '../composables/use_format.js'
import { writtenValue } from '../views/cell_values.js'
import { byFormerValue, parts } from './bulk_parts.js'

interface BulkContext {
  entity: Ref<string>
  filter: Ref<Filter | null>
  search: Ref<string>
  total: Ref<number | null>
  reload: () => Promise<void>
}
type Action = 'update' | 'delete' | 'restore'
export interface BulkProgress {
  done: number
  total: number
}
/** True for every record: what "all that match" means where nothing narrows the list. */
const EVERYTHING: Filter = { path: 'id', op: 'is_not_empty' }
/** Records in one request: few enough that progress is seen and a stop is soon. */
const PART = 100
/** The most records whose former values are kept for an undo. */
const UNDO_LIMIT = 1_000

/**
 * The selection of a list and what is done with it, in parts, so that the bar tells how far it is. Chosen records can be undone;
 * those that refused are named with their reasons.
 */
export function useBulk({ entity, filter, search, total, reload }: BulkContext) {
  const selected = ref<ReadonlySet<number>>(new Set())
  const whole = ref(false)
  const busy = ref(false)
  const progress = shallowRef<BulkProgress | null>(null)
  /** The records that refused the last change. */
  const failures = shallowRef<BulkAnswer['failed']>([])
  const toast = useToast()
  const faults = useFailures()
  const format = useFormat()
  const { t } = useI18n()
  const count = computed(() =>
    whole.value ? (total.value ?? selected.value.size) : selected.value.size
  )

  function select(ids: ReadonlySet<number>): void {
    selected.value = ids
    whole.value = false
  }
  const clear = (): void => select(new Set())

  /** Changes chosen records part by part. */
  async function perform(
    ids: readonly number[],
    action: Action,
    values?: Record<string, Json>
  ): Promise<BulkAnswer> {
    const answer: BulkAnswer = { changed: 0, failed: [] }
    const all = parts(ids, PART)
    for (const [at, part] of all.entries()) {
      if (all.length > 1) progress.value = { done: at * PART, total: ids.length }
      const own = await recordsApi.bulk(entity.value, { ids: part }, action, values)
      answer.changed += own.changed
      answer.failed.push(...own.failed)
    }
    return answer
  }
  const performWhole = (action: Action, values?: Record<string, Json>): Promise<BulkAnswer> =>
    recordsApi.bulk(
      entity.value,
      { filter: filter.value ?? EVERYTHING, ...(search.value ? { search: search.value } : {}) },
      action,
      values
    )

  /** Says what happened; some records may have refused, and are listed on request. */
  function tell(answer: BulkAnswer, key: string, undo?: () => Promise<unknown>): void {
    const { changed, failed } = answer
    const undoable = undo !== undefined && changed > 0
    toast.add({
      title: t(key, { count: format.value.number(changed) }, changed),
      ...(failed.length > 0
        ? {
            description: t('views.bulk.refused', { count: format.value.number(failed.length) }),
            color: 'warning' as const,
            duration: 12_000,
          }
        : {}),
      actions: [
        ...(failed.length > 0
          ? [
              {
                label: t('views.bulk.show'),
                color: 'neutral' as const,
                variant: 'outline' as const,
                onClick: () => (failures.value = failed),
              },
            ]
          : []),
        ...(undoable
          ? [
              {
                label: t('actions.undo'),
                color: 'neutral' as const,
                variant: 'outline' as const,
                onClick: () => void run(async () => void (await undo())),
              },
            ]
          : []),
      ],
    })
  }
  async function run(task: () => Promise<void>): Promise<void> {
    busy.value = true
    try {
      await task()
      clear()
      await reload()
    } catch (error) {
      faults.report(error)
    } finally {
      busy.value = false
      progress.value = null
    }
  }

  /** What the fields of chosen records are now, so that a change can be taken back. */
  async function former(ids: readonly number[], names: string[]) {
    const rows = []
    for (const part of parts(ids, 500)) {
      const page = await recordsApi.query(entity.value, {
        select: names,
        filter: { path: 'id', op: 'in', value: part },
        limit: 500,
      })
      rows.push(...page.rows)
    }
    return byFormerValue(
      rows.map((row) => ({
        id: row.id,
        values: Object.fromEntries(names.map((name) => [name, writtenValue(row[name])])),
      }))
    )
  }

  const update = (values: Record<string, Json>) =>
    run(async () => {
      if (whole.value) return tell(await performWhole('update', values), 'list.changed')
      const ids = [...selected.value]
      const keep = ids.length <= UNDO_LIMIT
      const before = keep ? await former(ids, Object.keys(values)) : []
      const answer = await perform(ids, 'update', values)
      const refused = new Set(answer.failed.map(({ id }) => id))
      const undo = async () => {
        for (const { ids: same, values: old } of before) {
          await perform(
            same.filter((id) => !refused.has(id)),
            'update',
            old
          )
        }
      }
      tell(answer, 'list.changed', keep ? undo : undefined)
    })
  const remove = () =>
    run(async () => {
      if (whole.value) return tell(await performWhole('delete'), 'list.deleted')
      const ids = [...selected.value]
      tell(await perform(ids, 'delete'), 'list.deleted', () => perform(ids, 'restore'))
    })
  const restore = () =>
    run(async () => {
      const ids = [...selected.value]
      const answer = whole.value ? await performWhole('restore') : await perform(ids, 'restore')
      tell(answer, 'list.restored')
    })
  /** Deletes one record from its menu, whatever is selected. */
  const removeOne = (id: number) =>
    run(async () =>
      tell(await perform([id], 'delete'), 'list.deleted', () => perform([id], 'restore'))
    )

  return {
    selected,
    whole,
    busy,
    progress,
    failures,
    count,
    select,
    clear,
    update,
    remove,
    restore,
    removeOne,
  }
}
