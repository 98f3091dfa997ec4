import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { useDebounceFn, useEventListener, useIntervalFn } from '@vueuse/core'
import { isApiError } from '#ui/api/api_error.js'
import { workflowsApi, type WorkflowDetail } from '#ui/api/workflows.js'
import type { Drawing } from './canvas/use_modeler.js'

export type Saving = 'clean' | 'waiting' | 'saving' | 'saved' | 'failed' | 'overtaken'

export interface Process {
  readonly key: string
  readonly draft: ShallowRef<WorkflowDetail>
  readonly saving: Ref<Saving>
  readonly savedAt: Ref<string>
  /** Whether the draft says something else than what runs. */
  readonly dirty: Ref<boolean>
  save(): Promise<void>
  /** Somebody else saved meanwhile: mine is written over theirs. */
  overwrite(): Promise<void>
  /** What the server has, instead of what is drawn here. */
  reload(): Promise<void>
  replace(xml: string): Promise<void>
  publish(note: string, runAs: number | null): Promise<number>
}

const SAVE_AFTER_MS = 1_000
const RETRY_MS = 5_000

/** One process that is being drawn: the draft that keeps itself under a lock, and publishing. */
export function useProcess(loaded: WorkflowDetail, drawing: Drawing): Process {
  const { key } = loaded
  const draft = shallowRef(loaded)
  const saving = ref<Saving>('clean')
  const savedAt = ref(loaded.draft.savedAt)
  const dirty = ref(true)
  let lock = loaded.draft.lock
  let kept = 0
  let writing: Promise<void> | null = null

  async function write(): Promise<void> {
    while (kept !== drawing.revision.value) {
      const revision = drawing.revision.value
      saving.value = 'saving'
      try {
        const answer = await workflowsApi.save(key, { xml: await drawing.xml(), lock })
        lock = answer.lock
        kept = revision
        savedAt.value = answer.savedAt
        dirty.value = true
        saving.value = 'saved'
      } catch (error) {
        saving.value =
          isApiError(error) && error.code === 'E_STALE_VERSION' ? 'overtaken' : 'failed'
        return
      }
    }
  }
  /** One writing at a time; what changes meanwhile is written after it. */
  function save(): Promise<void> {
    if (saving.value === 'overtaken') return Promise.resolve()
    writing ??= write().finally(() => {
      writing = null
    })
    return writing
  }
  const saveSoon = useDebounceFn(save, SAVE_AFTER_MS, { maxWait: 5 * SAVE_AFTER_MS })
  watch(drawing.revision, (revision) => {
    if (revision === kept || saving.value === 'overtaken') return
    saving.value = 'waiting'
    void saveSoon()
  })
  useIntervalFn(() => {
    if (saving.value === 'failed') void save()
  }, RETRY_MS)
  const pending = () => ['waiting', 'saving', 'failed'].includes(saving.value)
  useEventListener(document, 'visibilitychange', () => {
    if (document.visibilityState === 'hidden' && pending()) void save()
  })
  useEventListener(window, 'beforeunload', (event) => {
    if (pending()) event.preventDefault()
  })
  onScopeDispose(() => {
    if (pending()) void save()
  })

  /** Whether what is kept says something else than what runs. */
  async function look(): Promise<void> {
    const { activeVersion, xml } = draft.value
    dirty.value = activeVersion === null || (await workflowsApi.version(key, activeVersion)) !== xml
  }
  void look().catch(() => {
    /** Not reached: then it may be published, and the server tells. */
    dirty.value = true
  })

  async function show(next: WorkflowDetail): Promise<void> {
    draft.value = next
    lock = next.draft.lock
    savedAt.value = next.draft.savedAt
    await look()
    await drawing.load(next.xml)
    kept = drawing.revision.value
    saving.value = 'clean'
  }

  return {
    key,
    draft,
    saving,
    savedAt,
    dirty,
    save,
    async overwrite() {
      lock = (await workflowsApi.get(key)).draft.lock
      saving.value = 'waiting'
      await save()
    },
    async reload() {
      await show(await workflowsApi.get(key))
    },
    async replace(xml) {
      await drawing.load(xml)
      saving.value = 'waiting'
      await save()
    },
    async publish(note, runAs) {
      await save()
      const { version } = await workflowsApi.publish(key, { lock, note: note || null, runAs })
      const now = await workflowsApi.get(key)
      draft.value = now
      lock = now.draft.lock
      await look()
      saving.value = 'clean'
      return version
    },
  }
}
