import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { useEventListener } from '@vueuse/core'
import type { RecordRow } from '#core/records/types'
import { isApiError } from '#ui/api/api_error.js'
import { useFailures } from '#ui/app/failures.js'
import { useLoad } from '#ui/composables/use_load.js'
import { useNetwork } from '#ui/stores/network_store.js'
import { useSession } from '#ui/stores/session_store.js'
import { evaluationsApi } from '../api/evaluations.js'
import type { Content, EvaluationAnswer, StepName } from '../api/types.js'
import { changesOf, contentOf, mergeContent } from './content.js'
import { dropDraft, keepDraft, readDraft } from './kept_draft.js'

export type SaveState = 'saved' | 'waiting' | 'saving' | 'offline' | 'conflict' | 'failed'

const PAUSE_MS = 700
const SOON_MS = 80
const NOTHING: Content = { answers: {}, feedback: '', remarks: [] }

/**
 * One evaluation and what is entered in it: kept on the host after each answer and in pauses of typing. What cannot be sent stays in the
 * browser and goes when the host answers again; what came from elsewhere meanwhile is brought together answer by answer.
 */
export function useEvaluation(id: Ref<number>) {
  const failures = useFailures()
  const network = useNetwork()
  const session = useSession()
  const user = session.user?.id ?? 0
  const loading = useLoad((signal) => evaluationsApi.page(id.value, signal), false)
  const page = computed(() => loading.data.value)

  /** What the host has, and what is entered. */
  const kept = shallowRef<Content>(NOTHING)
  const now = shallowRef<Content>(NOTHING)
  /** What the form was drawn with; saving leaves it as it is, so that nothing is taken from under the hands of who types. */
  const given = shallowRef<{ record: RecordRow; content: Content } | null>(null)
  /** Rises when the form must be drawn anew. */
  const generation = ref(0)
  const saving = ref<SaveState>('saved')
  const conflict = shallowRef<{ theirs: EvaluationAnswer; mine: Content } | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<boolean> | null = null
  let current = 0

  function draw(record: RecordRow, content: Content): void {
    kept.value = contentOf(record)
    now.value = content
    given.value = { record, content }
    generation.value += 1
  }

  async function reload(): Promise<void> {
    await loading.reload()
    const loaded = loading.data.value
    if (!loaded || loading.error.value) return
    current = loaded.record.id
    const host = contentOf(loaded.record)
    const draft = readDraft(user, current)
    draw(loaded.record, draft ? mergeContent(draft.base, draft.mine, host).content : host)
    saving.value = 'saved'
    if (!draft) return
    if (loaded.writable) await flush()
    else dropDraft(user, current)
  }
  watch(
    id,
    () => {
      loading.data.value = null
      conflict.value = null
      void reload()
    },
    { immediate: true }
  )

  function edit(part: Partial<Content>, soon = false): void {
    if (!page.value?.writable) return
    now.value = { ...now.value, ...part }
    if (Object.keys(changesOf(kept.value, now.value)).length === 0) return
    if (saving.value === 'saved') saving.value = 'waiting'
    if (saving.value === 'conflict') return
    clearTimeout(timer)
    timer = setTimeout(() => void flush(), soon ? SOON_MS : PAUSE_MS)
  }

  /** Sends what is not on the host yet. Whether all of it is there. */
  async function flush(): Promise<boolean> {
    clearTimeout(timer)
    if (running) {
      await running
      return flush()
    }
    const changes = changesOf(kept.value, now.value)
    if (!page.value || Object.keys(changes).length === 0) return saving.value !== 'conflict'
    running = send(page.value)
    const sent = await running
    running = null
    return sent && flush()
  }

  async function send({ record }: EvaluationAnswer): Promise<boolean> {
    const sent = now.value
    const base = kept.value
    saving.value = 'saving'
    try {
      const answer = await evaluationsApi.save(record.id, record.version, changesOf(base, sent))
      if (current !== record.id) return false
      kept.value = sent
      if (page.value) loading.data.value = { ...page.value, ...answer }
      dropDraft(user, record.id)
      const done = Object.keys(changesOf(sent, now.value)).length === 0
      saving.value = done ? 'saved' : 'waiting'
      return true
    } catch (error) {
      keepDraft(user, record.id, { base, mine: now.value })
      return refused(error)
    }
  }

  async function refused(error: unknown): Promise<boolean> {
    if (isApiError(error) && error.isOffline) {
      saving.value = 'offline'
      return false
    }
    if (isApiError(error) && error.code === 'E_STALE_VERSION') {
      try {
        return await merge()
      } catch (reason) {
        return refused(reason)
      }
    }
    saving.value = 'failed'
    failures.report(error)
    return false
  }

  /** It was written elsewhere meanwhile: what does not collide goes on top of that, the rest is asked about. */
  async function merge(): Promise<boolean> {
    const theirs = await evaluationsApi.page(current)
    const host = contentOf(theirs.record)
    const { content, collisions } = mergeContent(kept.value, now.value, host)
    if (collisions.length > 0 || !theirs.writable) {
      conflict.value = { theirs, mine: content }
      saving.value = 'conflict'
      return false
    }
    loading.data.value = theirs
    draw(theirs.record, content)
    return true
  }

  function resolve(keep: 'mine' | 'theirs'): void {
    const open = conflict.value
    if (!open) return
    const host = contentOf(open.theirs.record)
    loading.data.value = open.theirs
    conflict.value = null
    saving.value = 'saved'
    dropDraft(user, current)
    draw(open.theirs.record, keep === 'mine' && open.theirs.writable ? open.mine : host)
    void flush()
  }

  /** @throws what the host says against it */
  async function take(step: StepName, reason: string | null): Promise<boolean> {
    if (!(await flush()) || !page.value) return false
    const { record } = page.value
    await evaluationsApi.take(record.id, step, record.version, reason)
    await reload()
    return true
  }

  watch(
    () => network.online,
    (online) => {
      if (online && saving.value === 'offline') void flush()
    }
  )
  useEventListener(window, 'beforeunload', (event) => {
    if (saving.value !== 'saved') event.preventDefault()
  })
  onScopeDispose(() => clearTimeout(timer))

  return {
    state: { ...loading, reload },
    page,
    now,
    given,
    generation,
    saving,
    conflict,
    edit,
    flush,
    resolve,
    take,
  }
}
export type EvaluationWork = ReturnType<typeof useEvaluation>
