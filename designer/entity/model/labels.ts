import type { LocalizedText } from '#core/metadata/types'

/** A label as it is stored: English is required, and stands in the words of another language until somebody translates it. */
export function completeLabel(typed: Partial<LocalizedText>): LocalizedText {
  const en = [typed.en, typed.fa, typed.az].find((text) => text !== undefined && text.trim() !== '')
  const label: LocalizedText = { en: (en ?? '').trim() }
  for (const language of ['fa', 'az'] as const) {
    const text = typed[language]?.trim()
    if (text) label[language] = text
  }
  return label
}

export function isBlank(typed: Partial<LocalizedText>): boolean {
  return completeLabel(typed).en === ''
}
