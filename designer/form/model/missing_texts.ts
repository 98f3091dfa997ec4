import { LANGUAGES, type Language, type LocalizedText } from '#core/metadata/types'
import type { FormDefinition, FormElement } from '#core/forms/model'
import { treeOf } from './tree.js'

/** A text that is written in some languages and not in others. */
export interface MissingText {
  /** Null: of the form. */
  readonly element: string | null
  readonly property: string
  readonly missing: readonly Language[]
  /** What stands in for it. */
  readonly shown: string
}

/** Texts of the form that are not there in every language, in the order of the form. */
export function missingTexts(form: FormDefinition): MissingText[] {
  const found: MissingText[] = []
  const look = (element: string | null, property: string, text: LocalizedText | undefined) => {
    if (!text) return
    const missing = LANGUAGES.filter((language) => !text[language]?.trim())
    const shown = LANGUAGES.map((language) => text[language]).find((one) => one?.trim()) ?? ''
    if (missing.length > 0) found.push({ element, property, missing, shown })
  }
  look(null, 'label', form.label)
  for (const [name, band] of Object.entries(form.scoring?.bands ?? {}))
    look(null, `scoring.bands.${name}.label`, band.label)
  for (const name of treeOf(form).order) {
    const element = form.elements[name]
    if (element) for (const [property, text] of textsOf(element)) look(name, property, text)
  }
  return found
}

function textsOf(element: FormElement): [string, LocalizedText | undefined][] {
  const texts: [string, LocalizedText | undefined][] = [
    ['label', element.label],
    ['help', element.help],
  ]
  if (element.kind === 'text') texts.push(['html', element.html])
  if (element.kind === 'repeater') texts.push(['addLabel', element.addLabel])
  if (element.kind === 'question') texts.push(['definition.label', element.definition.label])
  if (element.kind === 'field' || element.kind === 'question') {
    for (const text of ['guidance', 'examples'] as const)
      texts.push([`scoring.${text}`, element.scoring?.[text]])
    for (const [rule, { message }] of Object.entries(element.rules ?? {}))
      texts.push([`rules.${rule}.message`, message])
  }
  return texts
}
