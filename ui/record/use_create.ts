import { computed, ref, shallowRef, type Ref } from 'vue'
import type { FormDefinition, Json } from '#core/metadata/types'
import { repeatedFields } from '#core/forms/element_tree'
import { isEmptyValue } from '#core/forms/field_rules'
import { isWritable } from '#core/forms/form_entity'
import { isApiError, type ApiErrorDetail } from '../api/api_error.js'
import { recordsApi } from '../api/records.js'
import type { RecordRow } from '../api/types.js'
import { useFailures } from '../app/failures.js'
import { useMetadata } from '../stores/metadata_store.js'
import { useDuplicates } from './use_duplicates.js'

/** Making a record: start values from literal defaults, warning of likely duplicates while typing, problems by field. */
export function useCreate(
  entityName: Ref<string>,
  given: Record<string, Json> = {},
  /** The form that is filled in: its rules hold on the server too. */
  form: () => FormDefinition | null = () => null
) {
  const metadata = useMetadata()
  const failures = useFailures()
  const busy = ref(false)
  const problems = shallowRef<ApiErrorDetail[]>([])
  const problem = shallowRef<unknown>(null)
  const entity = computed(() => metadata.entity(entityName.value))
  const { duplicates, warn } = useDuplicates(entity)

  const initial = computed<Record<string, Json>>(() => {
    const values: Record<string, Json> = {}
    for (const [name, field] of Object.entries(entity.value?.fields ?? {})) {
      const { default: start } = field
      const isFormula =
        typeof start === 'object' && start !== null && !Array.isArray(start) && 'feel' in start
      if (start !== undefined && !isFormula) values[name] = start as Json
    }
    return { ...values, ...given }
  })

  /** Sends what was entered; returns the record, or null when it was refused (then `problems` or `problem` say why). */
  async function create(values: Record<string, Json>): Promise<RecordRow | null> {
    const target = entity.value
    if (!target || busy.value) return null
    busy.value = true
    problems.value = []
    problem.value = null
    const used = form()
    const rows = used ? repeatedFields(used) : new Set<string>()
    const input = Object.fromEntries(
      Object.entries({ ...given, ...values }).filter(([name, value]) => {
        const field = target.fields[name]
        if (rows.has(name)) return !isEmptyValue(value)
        return (
          field !== undefined &&
          !isEmptyValue(value) &&
          (isWritable(target, name, field) || name in given)
        )
      })
    )
    try {
      const named = used && used.name in metadata.forms ? used.name : undefined
      return (await recordsApi.create(target.name, input, named)).record
    } catch (error) {
      if (isApiError(error) && error.details.length > 0) problems.value = error.details
      else problem.value = error
      if (!isApiError(error)) failures.report(error)
      return null
    } finally {
      busy.value = false
    }
  }
  return { entity, initial, busy, problems, problem, duplicates, warn, create }
}
