import { ref, watch, type Ref } from 'vue'
import { repeatedFields } from '#core/forms/element_tree'
import type { FormDefinition, Json } from '#core/metadata/types'
import { recordsApi } from '../api/records.js'
import type { ReadableEntity } from '../api/types.js'
import { useFailures } from '../app/failures.js'
import { useMetadata } from '../stores/metadata_store.js'
import { toFormValues } from './form_values.js'

const MAX_ROWS = 200

/** The records that the repeaters of a form show as rows, by field; they come after the record and again with every change of it. */
export function useFormRows(
  entity: Ref<ReadableEntity | null>,
  form: Ref<FormDefinition | null>,
  id: Ref<number>,
  revision: Ref<number>
): Ref<Record<string, Json>> {
  const metadata = useMetadata()
  const failures = useFailures()
  const rows = ref<Record<string, Json>>({})

  async function rowsOf(field: string): Promise<Json[] | null> {
    const definition = entity.value?.fields[field]
    if (definition?.type !== 'one_to_many') return null
    const target = metadata.entity(definition.target)
    if (!target?.access.read) return null
    const regarding = target.fields[definition.inverse]?.type === 'regarding'
    const value: Json = regarding ? { entity: entity.value?.name ?? '', id: id.value } : id.value
    const page = await recordsApi.query(target.name, {
      filter: { path: definition.inverse, op: 'eq', value },
      sort: [{ path: 'id' }],
      limit: MAX_ROWS,
    })
    return page.rows.map((row) => ({
      ...toFormValues(target, row).values,
      id: row.id,
      version: row.version,
    }))
  }

  async function load(): Promise<void> {
    const { value: current } = id
    const found: Record<string, Json> = {}
    for (const field of form.value ? repeatedFields(form.value) : []) {
      const own = await rowsOf(field)
      if (own) found[field] = own
    }
    if (current === id.value) rows.value = found
  }

  watch(
    [() => entity.value?.name, () => form.value?.name, id, revision],
    () => void load().catch(failures.report),
    { immediate: true }
  )
  return rows
}
