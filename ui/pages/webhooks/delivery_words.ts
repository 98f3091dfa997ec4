import { useI18n } from 'vue-i18n'
import type { Delivery } from '../../api/webhooks.js'
import { useFormat } from '../../composables/use_format.js'

/** Why a delivery did not arrive, in words. */
export function useFailureWords(): (delivery: Delivery) => string | null {
  const { t } = useI18n()
  const format = useFormat()
  return ({ failure, status, code }) => {
    if (failure === null) return null
    if (failure === 'status')
      return t('webhooks.failures.status', {
        status: format.value.digits(String(status)),
      })
    const words = t(`webhooks.failures.${failure}`)
    return code ? `${words} (${code})` : words
  }
}
