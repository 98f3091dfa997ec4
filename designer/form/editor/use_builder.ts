import {
  computed,
  onScopeDispose,
  ref,
  shallowRef,
  watch,
  type ComputedRef,
  type Ref,
  type ShallowRef,
} from 'vue'
import { useDebounceFn, useEventListener, useIntervalFn } from '@vueuse/core'
import type { FormDefinition } from '#core/forms/model'
import type { Json } from '#core/metadata/types'
import { isApiError } from '#ui/api/api_error.js'
import { draftsApi, publishApi, type Draft } from '#ui/api/drafts.js'
import { useMetadata } from '#ui/stores/metadata_store.js'
import { isObject, sameJson, type JsonObject } from '#core/forms/edits'
import { mergeForms, settle, type Merge } from '../model/merge.js'
import { formOf, publicationOf, type PublishedForm } from '#core/forms/publication'
import { makeEditor, type FormEditor } from './editor.js'
import type { ReadableEntity } from '#ui/api/types.js'

export type Saving = 'clean' | 'waiting' | 'saving' | 'saved' | 'failed'
export type PublishResult = 'published' | 'merged' | 'conflicts' | 'nothing'

export interface Builder {
  readonly editor: FormEditor
  /** What the draft is based on; null for a form that was never published. */
  readonly published: ShallowRef<PublishedForm | null>
  readonly saving: Ref<Saving>
  readonly savedAt: Ref<string | null>
  /** Why the draft could not be kept. */
  readonly savingError: ShallowRef<unknown>
  /** When the draft was written that was found on opening. */
  readonly restoredAt: Ref<string | null>
  readonly dirty: ComputedRef<boolean>
  readonly publishing: Ref<boolean>
  /** Others published meanwhile and it does not go together by itself. */
  readonly merge: ShallowRef<Merge | null>
  save(): Promise<void>
  discard(): Promise<void>
  publish(): Promise<PublishResult>
  settleMerge(choices: ReadonlyMap<string, 'mine' | 'theirs'>): void
  dropMerge(): void
}

/** Null where there is none; any other failure is thrown. */
async function orNull<T>(loading: Promise<T>): Promise<T | null> {
  return loading.catch((error: unknown) => {
    if (isApiError(error) && error.status === 404) return null
    throw error
  })
}

async function loadPublished(name: string): Promise<PublishedForm | null> {
  const layers = await orNull(publishApi.layers('form', name))
  const effective = layers?.effective as unknown as FormDefinition | null
  if (!layers || !effective) return null
  const base = layers.base as unknown as FormDefinition | null
  return { base, effective, changes: layers.changes, revision: layers.revision }
}

interface DraftContent {
  form: FormDefinition
  /** The published form that the draft was made from. */
  from: FormDefinition | null
  revision: string | null
}
function contentOf(draft: Draft | null): DraftContent | null {
  const content = draft?.content
  if (!isObject(content)) return null
  const form = formOf(content.form)
  if (!form) return null
  return {
    form,
    from: formOf(content.from),
    revision: typeof content.revision === 'string' ? content.revision : null,
  }
}

export interface LoadedForm {
  form: FormDefinition
  published: PublishedForm | null
  restoredAt: string | null
}

/** The published form and the reader's own draft of it. @returns null where there is neither */
export async function loadForm(name: string): Promise<LoadedForm | null> {
  const [now, draft] = await Promise.all([loadPublished(name), orNull(draftsApi.get('form', name))])
  const content = contentOf(draft)
  if (!content) return now ? { form: now.effective, published: now, restoredAt: null } : null
  const published: PublishedForm | null =
    now && content.from && content.revision !== null
      ? { ...now, effective: content.from, revision: content.revision }
      : now
  return { form: content.form, published, restoredAt: draft?.updatedAt ?? null }
}

const SAVE_AFTER_MS = 1_000
const RETRY_MS = 5_000

/** One form that is being worked on: the editor, the draft that keeps itself, and publishing. */
export function useBuilder(loaded: LoadedForm, entity: ComputedRef<ReadableEntity>): Builder {
  const metadata = useMetadata()
  const editor = makeEditor(loaded.form, entity)
  const published = shallowRef(loaded.published)
  const restoredAt = ref(loaded.restoredAt)
  const saving = ref<Saving>(loaded.restoredAt ? 'saved' : 'clean')
  const savedAt = ref(loaded.restoredAt)
  const savingError = shallowRef<unknown>(null)
  const publishing = ref(false)
  const merge = shallowRef<Merge | null>(null)
  editor.base.value = loaded.published?.base ?? null
  const { name } = loaded.form

  const dirty = computed(() => {
    const from = published.value?.effective
    return !from || !sameJson(from as unknown as Json, editor.form.value as unknown as Json)
  })

  let kept: FormDefinition | null = loaded.form
  let writing: Promise<void> | null = null
  async function write(): Promise<void> {
    while (kept !== editor.form.value) {
      const form = editor.form.value
      const content: DraftContent = {
        form,
        from: published.value?.effective ?? null,
        revision: published.value?.revision ?? null,
      }
      saving.value = 'saving'
      try {
        const saved = await draftsApi.save('form', name, content as unknown as JsonObject)
        kept = form
        savedAt.value = saved.updatedAt
        savingError.value = null
        saving.value = 'saved'
      } catch (error) {
        savingError.value = error
        saving.value = 'failed'
        return
      }
    }
  }
  /** One writing at a time; what changes meanwhile is written after it. */
  function save(): Promise<void> {
    writing ??= write().finally(() => {
      writing = null
    })
    return writing
  }
  const saveSoon = useDebounceFn(save, SAVE_AFTER_MS, { maxWait: 5 * SAVE_AFTER_MS })
  watch(editor.form, () => {
    if (kept === editor.form.value) return
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

  function settled(now: PublishedForm | null): void {
    published.value = now
    editor.base.value = now?.base ?? null
  }
  async function forget(): Promise<void> {
    if (writing) await writing
    await draftsApi.discard('form', name)
    restoredAt.value = null
    savedAt.value = null
    saving.value = 'clean'
  }
  async function discard(): Promise<void> {
    const now = await loadPublished(name)
    if (now) {
      kept = now.effective
      editor.open(now.effective)
      settled(now)
    }
    await forget()
  }

  async function send(): Promise<void> {
    await publishApi.publish(publicationOf(published.value, editor.form.value))
    const [now] = await Promise.all([loadPublished(name), metadata.reload()])
    settled(now)
    if (now && sameJson(now.effective as unknown as Json, editor.form.value as unknown as Json))
      kept = editor.form.value
    await forget()
  }
  async function publish(): Promise<PublishResult> {
    if (!dirty.value) return 'nothing'
    publishing.value = true
    editor.seal()
    try {
      await send()
      return 'published'
    } catch (error) {
      if (!isApiError(error) || error.code !== 'E_DEFINITION_CHANGED') throw error
      return await mergeAndSend(error)
    } finally {
      publishing.value = false
    }
  }
  /** What others published, while it is being decided how mine goes with it. Until then the draft stays based on what it was. */
  let theirs: PublishedForm | null = null
  /** Somebody was faster: mine goes onto theirs, at once where nothing contradicts. */
  async function mergeAndSend(reason: unknown): Promise<PublishResult> {
    const now = await loadPublished(name)
    if (!now) throw reason
    const from = published.value?.effective ?? { ...now.effective, elements: {} }
    const result = mergeForms(from, editor.form.value, now.effective)
    if (result.conflicts.length > 0) {
      theirs = now
      merge.value = result
      return 'conflicts'
    }
    settled(now)
    editor.replace(result.form, 'merge')
    if (dirty.value) await send()
    else await forget()
    return 'merged'
  }
  function settleMerge(choices: ReadonlyMap<string, 'mine' | 'theirs'>): void {
    if (!merge.value) return
    const form = settle(merge.value, editor.form.value, choices)
    settled(theirs)
    editor.replace(form, 'merge')
    merge.value = null
  }

  return {
    editor,
    published,
    saving,
    savedAt,
    savingError,
    restoredAt,
    dirty,
    publishing,
    merge,
    save,
    discard,
    publish,
    settleMerge,
    dropMerge() {
      merge.value = null
    },
  }
}
