import { computed, onScopeDispose, ref, shallowRef, type ComputedRef, type Ref } from 'vue'
import { useDebounceFn, useEventListener, useIntervalFn } from '@vueuse/core'
import { isApiError } from '#ui/api/api_error.js'
import { decisionsApi, type DecisionDetail } from '#ui/api/decisions.js'
import type { DecisionTable } from '../model/decision_table.js'
import type { Saving } from '../use_process.js'
import type { DecisionDocument } from './dmn.js'

export interface DecisionEditor {
  readonly table: ComputedRef<DecisionTable>
  readonly saving: Ref<Saving>
  readonly canUndo: ComputedRef<boolean>
  readonly canRedo: ComputedRef<boolean>
  set(next: DecisionTable): void
  undo(): void
  redo(): void
  save(): Promise<void>
  publish(): Promise<number>
}

const SAVE_AFTER_MS = 800
const RETRY_MS = 5_000

/** One decision table that is being edited: every step can be taken back, and it keeps itself under a lock. */
export function useDecision(
  loaded: DecisionDetail,
  document_: DecisionDocument,
  key: string
): DecisionEditor {
  const past = shallowRef<readonly DecisionTable[]>([document_.read(key)])
  const future = shallowRef<readonly DecisionTable[]>([])
  const table = computed(() => past.value.at(-1) as DecisionTable)
  const saving = ref<Saving>('clean')
  let lock = loaded.lock
  let kept = table.value
  let writing: Promise<void> | null = null

  async function write(): Promise<void> {
    while (kept !== table.value) {
      const now = table.value
      saving.value = 'saving'
      try {
        const answer = await decisionsApi.save(loaded.key, {
          xml: await document_.write(key, now),
          lock,
        })
        lock = answer.lock
        kept = now
        saving.value = 'saved'
      } catch (error) {
        saving.value =
          isApiError(error) && error.code === 'E_STALE_VERSION' ? 'overtaken' : 'failed'
        return
      }
    }
  }
  function save(): Promise<void> {
    if (saving.value === 'overtaken') return Promise.resolve()
    writing ??= write().finally(() => {
      writing = null
    })
    return writing
  }
  const soon = useDebounceFn(save, SAVE_AFTER_MS, { maxWait: 5 * SAVE_AFTER_MS })
  function changed(): void {
    if (saving.value === 'overtaken') return
    saving.value = 'waiting'
    void soon()
  }
  useIntervalFn(() => {
    if (saving.value === 'failed') void save()
  }, RETRY_MS)
  useEventListener(window, 'beforeunload', (event) => {
    if (['waiting', 'saving', 'failed'].includes(saving.value)) event.preventDefault()
  })
  onScopeDispose(() => void save())

  return {
    table,
    saving,
    canUndo: computed(() => past.value.length > 1),
    canRedo: computed(() => future.value.length > 0),
    set(next) {
      if (next === table.value) return
      past.value = [...past.value.slice(-200), next]
      future.value = []
      changed()
    },
    undo() {
      const last = past.value.at(-1)
      if (past.value.length < 2 || !last) return
      past.value = past.value.slice(0, -1)
      future.value = [last, ...future.value]
      changed()
    },
    redo() {
      const [next, ...rest] = future.value
      if (!next) return
      past.value = [...past.value, next]
      future.value = rest
      changed()
    },
    save,
    async publish() {
      await save()
      const { version } = await decisionsApi.publish(loaded.key, lock)
      return version
    },
  }
}
