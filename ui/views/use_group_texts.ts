import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useFormat } from '../composables/use_format.js'
import { useMetadata } from '../stores/metadata_store.js'
import type { GroupTexts } from './group_values.js'

/** What the values of groups are written with. */
export function useGroupTexts(): ComputedRef<GroupTexts> {
  const metadata = useMetadata()
  const format = useFormat()
  const { t } = useI18n()
  return computed(() => ({
    reader: format.value.reader,
    none: t('views.none'),
    yes: t('states.yes'),
    no: t('states.no'),
    number: (value) => format.value.number(value),
    label: format.value.label,
    choices: metadata.choices,
  }))
}
