import { computed } from 'vue'
import { isScored } from '#core/forms/scoring'
import { useFormat } from '#ui/composables/use_format.js'
import { useMetadata } from '#ui/stores/metadata_store.js'

/** Forms by which calls can be scored, by name. */
export function useEvaluationForms() {
  const metadata = useMetadata()
  const format = useFormat()
  return computed(() =>
    Object.values(metadata.forms)
      .filter((form) => form.entity === 'evaluation' && !form.removed && isScored(form))
      .map((form) => ({ value: form.name, label: format.value.label(form.label) }))
      .sort((a, b) => a.label.localeCompare(b.label))
  )
}
