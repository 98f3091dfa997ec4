import { LANGUAGES, type Language } from '#core/metadata/types'

/**
 * The language of an `Accept-Language` header (RFC 9110, 12.5.4): the known one with the highest quality, the earlier among
 * equals; English when none is known. Region subtags do not matter, `*` is English, a quality of 0 rules a language out.
 */
export function negotiateLanguage(header: string | null | undefined): Language {
  let best: Language = 'en'
  let quality = 0
  for (const part of (header ?? '').split(',')) {
    const [range = '', ...params] = part.trim().toLowerCase().split(';')
    const base = range.trim().split('-')[0]
    const language = base === '*' ? 'en' : LANGUAGES.find((known) => known === base)
    if (!language) continue
    const given = params.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find(Boolean)
    const q = given === undefined ? 1 : Number(given)
    if (q > quality && q <= 1) {
      best = language
      quality = q
    }
  }
  return best
}
