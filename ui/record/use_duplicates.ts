import { computed, shallowRef, type Ref } from 'vue'
import { useDebounceFn } from '@vueuse/core'
import type { Json } from '#core/metadata/types'
import { isEmptyValue } from '#core/forms/field_rules'
import { isApiError } from '../api/api_error.js'
import { duplicatesApi } from '../api/duplicates.js'
import type { DuplicateCandidate, ReadableEntity } from '../api/types.js'
import { contributedDuplicateChecks } from '../plugin_host/contributions.js'

/** Fields whose values can tell that a record exists already. */
const TELLING = new Set(['phone', 'email', 'text', 'national_id', 'date', 'url', 'iban'])

/** Records that may be the one being entered or changed (`exclude` is its own number), looked for when typing pauses. */
export function useDuplicates(
  entity: Ref<ReadableEntity | null>,
  exclude: () => number | undefined = () => undefined
) {
  const duplicates = shallowRef<DuplicateCandidate[]>([])
  const fields = computed(() => entity.value?.fields ?? {})
  /** What is masked for the reader tells nothing. */
  const tells = (name: string): boolean => {
    const field = fields.value[name]
    return field !== undefined && field.access !== 'masked' && TELLING.has(field.type)
  }

  const warn = useDebounceFn(async (values: Record<string, Json>) => {
    const name = entity.value?.name
    const telling = Object.fromEntries(
      Object.entries(values).filter(([field, value]) => tells(field) && !isEmptyValue(value))
    )
    if (name === undefined || Object.keys(telling).length === 0) {
      duplicates.value = []
      return
    }
    const self = exclude()
    try {
      const found = await Promise.all(
        [duplicatesApi.check, ...contributedDuplicateChecks].map((check) =>
          check(name, telling, self)
        )
      )
      if (exclude() !== self) return
      duplicates.value = found.flat().filter(({ entity: of, id }) => of !== name || id !== self)
    } catch (error) {
      /** A warning is a courtesy: without it the record can still be saved. */
      if (!isApiError(error)) throw error
      duplicates.value = []
    }
  }, 500)

  return { duplicates, warn, tells }
}
