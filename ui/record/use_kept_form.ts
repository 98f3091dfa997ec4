import { computed, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { FormDefinition } from '#core/metadata/types'
import { recordsApi } from '../api/records.js'
import type { ReadableEntity } from '../api/types.js'
import { useFailures } from '../app/failures.js'

/**
 * The form of a record: that of today, or, where its entity keeps versions, the one that the record was filled in with. Null until
 * it is known which.
 */
export function useKeptForm(
  entity: Ref<ReadableEntity | null>,
  today: Ref<FormDefinition | null>,
  id: Ref<number>,
  isPublished: (form: string) => boolean
): ComputedRef<FormDefinition | null> {
  const failures = useFailures()
  const known = shallowRef<{ key: string; form: FormDefinition | null } | null>(null)
  const key = computed(() => {
    const { value: form } = today
    if (!entity.value?.keepFormVersion || !form || !isPublished(form.name)) return null
    return `${entity.value.name}/${id.value}/${form.name}`
  })
  async function load(wanted: string): Promise<void> {
    const [entityName, form] = [entity.value?.name ?? '', today.value?.name ?? '']
    const found = await recordsApi.keptForm(entityName, id.value, form)
    if (key.value === wanted) known.value = { key: wanted, form: found }
  }
  watch(
    key,
    (wanted) => {
      if (wanted !== null)
        load(wanted).catch((error: unknown) => {
          failures.report(error)
          if (key.value === wanted) known.value = { key: wanted, form: null }
        })
    },
    { immediate: true }
  )
  return computed(() => {
    if (key.value === null) return today.value
    return known.value?.key === key.value ? (known.value.form ?? today.value) : null
  })
}
