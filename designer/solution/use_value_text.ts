import { useI18n } from 'vue-i18n'
import type { Json, Language } from '#core/metadata/types'
import { useFormat } from '#ui/composables/use_format.js'
import type { Issue, Place } from './api.js'
import { valueText } from './value_text.js'

/** Values, places and faults of solutions in the reader's words. */
export function useValueText() {
  const { t, te, locale } = useI18n()
  const format = useFormat()

  const value = (json: Json): string =>
    valueText(json, locale.value as Language, {
      yes: t('solution.yes'),
      no: t('solution.no'),
      empty: t('solution.empty_value'),
    })
  const kind = ({ section, kind: name }: Pick<Place, 'section' | 'kind'>): string => {
    const key = `solution.kind.${section === 'definitions' ? name : section}`
    return te(key) ? t(key) : name
  }
  const name = (place: Place): string => {
    const label = format.value.label(place.label)
    if (place.section === 'records') return `${label || place.kind} ${place.name}`
    return label || place.name || place.kind
  }
  const issue = ({ code, params }: Issue): string => {
    const key = `errors.${code}`
    return te(key) ? t(key, params ?? {}) : `${t('solution.fault')} (${code})`
  }
  return { value, kind, name, issue }
}
