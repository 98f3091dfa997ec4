import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { useEventListener } from '@vueuse/core'
import { useI18n } from 'vue-i18n'
import { useToast } from '@nuxt/ui/composables/useToast'
import type { Json } from '#core/metadata/types'
import { isApiError, type ApiErrorDetail } from '../api/api_error.js'
import { recordsApi } from '../api/records.js'
import type { RecordAnswer } from '../api/types.js'
import { useFailures } from '../app/failures.js'
import { useLoad } from '../composables/use_load.js'
import { useMetadata } from '../stores/metadata_store.js'
import { useNetwork } from '../stores/network_store.js'
import {
  conflictsOf,
  sameValue,
  toFormValues,
  type FieldConflict,
  type FormValues,
} from './form_values.js'

/**
 * One record, edited in place: a field is saved when it is left, and the change can be undone. What could not be sent stays in
 * `pending` and goes when the host answers again; when somebody else was faster, the differing fields are put side by side.
 */
export function useRecord(
  entityName: Ref<string>,
  id: Ref<number>,
  /** Name of the form through which it is changed: its rules hold on the server too. */
  formName: () => string | undefined = () => undefined
) {
  const metadata = useMetadata()
  const network = useNetwork()
  const failures = useFailures()
  const toast = useToast()
  const { t } = useI18n()

  const state = useLoad<RecordAnswer>(
    (signal) => recordsApi.get(entityName.value, id.value, undefined, signal),
    false
  )
  const entity = computed(() => metadata.entity(entityName.value))
  const record = computed(() => state.data.value?.record ?? null)
  const form = computed<FormValues>(() =>
    entity.value && record.value
      ? toFormValues(entity.value, record.value)
      : { values: {}, references: {} }
  )
  const mayUpdate = computed(
    () => state.data.value?.access?.update ?? entity.value?.access.update ?? false
  )
  const mayDelete = computed(
    () => state.data.value?.access?.delete ?? entity.value?.access.delete ?? false
  )

  const pending = shallowRef<Record<string, Json>>({})
  const problems = shallowRef<ApiErrorDetail[]>([])
  const conflicts = shallowRef<FieldConflict[]>([])
  const saving = ref(false)
  /** Rises with every stored change: timeline and history follow it. */
  const revision = ref(0)
  const dirty = computed(() => Object.keys(pending.value).length > 0)

  watch(
    [entityName, id],
    () => {
      pending.value = {}
      problems.value = []
      state.data.value = null
      void state.reload()
    },
    { immediate: true }
  )

  function take(answer: RecordAnswer): void {
    state.data.value = { ...state.data.value, ...answer }
    revision.value += 1
  }
  function offerUndo(before: Record<string, Json>): void {
    toast.add({
      title: t('record.saved'),
      icon: 'i-lucide-check',
      duration: 6_000,
      actions: [
        {
          label: t('actions.undo'),
          color: 'neutral',
          variant: 'outline',
          onClick: () => {
            pending.value = { ...pending.value, ...before }
            void flush(false)
          },
        },
      ],
    })
  }

  async function refused(error: unknown, sent: Record<string, Json>): Promise<void> {
    if (isApiError(error) && error.isOffline) return
    if (isApiError(error) && error.code === 'E_STALE_VERSION') return merge(sent)
    const left = { ...pending.value }
    for (const field of Object.keys(sent)) delete left[field]
    pending.value = left
    if (isApiError(error) && error.details.length > 0) problems.value = error.details
    else failures.report(error)
  }

  /** Somebody else saved meanwhile: what does not collide is sent on top of theirs, the rest is asked about. */
  async function merge(sent: Record<string, Json>): Promise<void> {
    const base = form.value.values
    const answer = await recordsApi.get(entityName.value, id.value)
    const theirs = entity.value ? toFormValues(entity.value, answer.record).values : {}
    const found = conflictsOf(base, sent, theirs)
    take(answer)
    if (found.length > 0) conflicts.value = found
    else await flush()
  }

  async function flush(undoable = true): Promise<void> {
    if (saving.value || !dirty.value || !record.value) return
    const sent = pending.value
    const before = Object.fromEntries(
      Object.keys(sent).map((field) => [field, form.value.values[field] ?? null])
    )
    saving.value = true
    let again = false
    try {
      const answer = await recordsApi.update(
        entityName.value,
        id.value,
        record.value.version,
        sent,
        formName()
      )
      const left = { ...pending.value }
      for (const [field, value] of Object.entries(sent))
        if (sameValue(left[field], value)) delete left[field]
      pending.value = left
      problems.value = problems.value.filter((problem) => !(problem.path in sent))
      take(answer)
      if (undoable) offerUndo(before)
      again = dirty.value
    } catch (error) {
      saving.value = false
      await refused(error, sent).catch(failures.report)
    } finally {
      saving.value = false
    }
    if (again) await flush()
  }

  /** Saves one field when it is left, unless nothing changed or it is not right. */
  async function commit(field: string, value: Json, valid: boolean): Promise<void> {
    if (!valid) return
    if (sameValue(value, form.value.values[field]) && !(field in pending.value)) return
    pending.value = { ...pending.value, [field]: value }
    await flush()
  }

  /** Ends a conflict: the fields kept as `yours` are written over theirs, the others are let go. */
  async function resolve(keep: Record<string, 'yours' | 'theirs'>): Promise<void> {
    const left = { ...pending.value }
    for (const { field } of conflicts.value) if (keep[field] !== 'yours') delete left[field]
    conflicts.value = []
    pending.value = left
    await flush()
  }

  watch(
    () => network.online,
    (online) => {
      if (online && conflicts.value.length === 0) void flush()
    }
  )
  useEventListener(window, 'beforeunload', (event) => {
    if (dirty.value) event.preventDefault()
  })
  onScopeDispose(() => {
    conflicts.value = []
  })

  return {
    state,
    entity,
    record,
    form,
    mayUpdate,
    mayDelete,
    pending,
    dirty,
    saving,
    problems,
    conflicts,
    revision,
    commit,
    flush,
    resolve,
  }
}
