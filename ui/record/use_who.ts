import { useI18n } from 'vue-i18n'
import type { Reference } from '#core/records/types'
import { useSession } from '../stores/session_store.js'

/** Who did something, for readers who may not see users too: the system is only what the system did, and everybody knows themselves. */
export function useWho(): (by: Reference | null | undefined) => string {
  const session = useSession()
  const { t } = useI18n()
  return (by) => {
    if (by?.label) return by.label
    if (!by?.id) return t('timeline.system')
    return by.id === session.user?.id ? session.user.name : t('timeline.somebody')
  }
}
