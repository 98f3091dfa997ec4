import type { FormElement } from '#core/forms/model'
import type { LocalizedText } from '#core/metadata/types'

/** A section with the fields in it, as definitions in code are most readably written. */
export interface SectionOfFields {
  label: LocalizedText
  columns?: 1 | 2 | 3 | 4
  fields: readonly string[]
  collapsible?: boolean
}

/** The name of a section's element. Its fields' elements bear the fields' own names, so a section may be named as a field is. */
export const sectionElementName = (section: string): string => `${section}_section`

/**
 * The elements of a form that consists of sections of fields: sections and fields in the order in which they are written, with
 * places ten apart, so that a client can put others between.
 */
export function sectionElements(
  sections: Readonly<Record<string, SectionOfFields>>
): Record<string, FormElement> {
  const elements: Record<string, FormElement> = {}
  for (const [at, [name, { fields, ...section }]] of Object.entries(sections).entries()) {
    const parent = sectionElementName(name)
    elements[parent] = { kind: 'section', ...section, order: (at + 1) * 10 }
    for (const [place, field] of fields.entries()) {
      elements[field] = { kind: 'field', parent, field, order: (place + 1) * 10 }
    }
  }
  return elements
}
