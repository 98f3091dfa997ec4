import type { ChoiceListDefinition, LocalizedText } from '#core/metadata/types'

/** A text in the three languages, in the order of the glossary's columns. */
export function text(en: string, fa: string, az: string): LocalizedText {
  return { en, fa, az }
}

export type Row = [value: string, en: string, fa: string, az: string]

export function list(name: string, label: LocalizedText, rows: Row[]): ChoiceListDefinition {
  const options = rows.map(([value, en, fa, az], index) => [
    value,
    { label: text(en, fa, az), order: index + 1 },
  ])
  return { name, label, options: Object.fromEntries(options) }
}
