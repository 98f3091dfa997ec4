import { formatNumber } from '../format/numbers.js'
import { i18n } from '../i18n/i18n.js'
import type { Language } from '#core/metadata/types'

/** Parameters of a text with their numbers in the signs of the present language. */
export function localiseParams(params: Record<string, unknown>): Record<string, unknown> {
  const language = i18n.global.locale.value as Language
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'number' ? formatNumber(value, language) : value,
    ])
  )
}
