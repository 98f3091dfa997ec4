import { useI18n } from 'vue-i18n'
import { useToast } from '@nuxt/ui/composables/useToast'
import { mergeApi } from '../../api/merge.js'
import { useFailures } from '../../app/failures.js'
import { useFormat } from '../../composables/use_format.js'

/** Undoes a merge and says what could not be put back because it was changed since. */
export function useMergeUndo() {
  const toast = useToast()
  const failures = useFailures()
  const format = useFormat()
  const { t } = useI18n()

  return async (batch: string): Promise<boolean> => {
    try {
      const { links, fields } = await mergeApi.undo(batch)
      const left = links.length + fields.length
      toast.add({
        title: t('merge.undone'),
        ...(left > 0
          ? { description: t('merge.left', { count: format.value.number(left) }, left) }
          : {}),
        icon: 'i-lucide-undo-2',
      })
      return true
    } catch (error) {
      failures.report(error)
      return false
    }
  }
}
