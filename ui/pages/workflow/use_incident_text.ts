import { useI18n } from 'vue-i18n'
import type { Json } from '#core/metadata/types'

/** What an incident says: the kernel's own words, or those of an error. */
export function useIncidentText(): (code: string, params: Json) => string {
  const { t, te } = useI18n()
  return (code, params) => {
    const given =
      typeof params === 'object' && params !== null && !Array.isArray(params) ? params : {}
    for (const key of [`workflow.incident.${code}`, `errors.${code}`])
      if (te(key)) return t(key, given)
    return code
  }
}
