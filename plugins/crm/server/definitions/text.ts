import type { LocalizedText } from '#core/metadata/types'

/** A text in the product's three languages, in the order English, Persian, Azerbaijani. */
export function t(en: string, fa: string, az: string): LocalizedText {
  return { en, fa, az }
}
