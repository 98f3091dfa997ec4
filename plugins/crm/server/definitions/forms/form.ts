import { sectionElements, type SectionOfFields } from '#core/forms/section_elements'
import type { FormDefinition, LocalizedText } from '#core/metadata/types'
import { t } from '../text.js'

const MAIN = t('Main form', 'فرم اصلی', 'Əsas forma')
const QUICK = t('Quick create', 'ایجاد سریع', 'Sürətli yaratma')

export type SectionInput = [label: LocalizedText, columns: 1 | 2 | 3, fields: string[]]

/** The main form of an entity; sections keep the order in which they are written. */
export function mainForm(entity: string, sections: Record<string, SectionInput>): FormDefinition {
  const entries = Object.entries(sections).map(
    ([name, [label, columns, fields]]): [string, SectionOfFields] => [
      name,
      { label, columns, fields },
    ]
  )
  return {
    name: `${entity}_main`,
    entity,
    label: MAIN,
    kind: 'main',
    elements: sectionElements(Object.fromEntries(entries)),
  }
}

/** The short form of dialogs and of converting a call. */
export function quickForm(entity: string, fields: string[]): FormDefinition {
  return {
    name: `${entity}_quick`,
    entity,
    label: QUICK,
    kind: 'quick_create',
    elements: sectionElements({
      main: { label: t('Details', 'مشخصات', 'Məlumatlar'), columns: 1, fields },
    }),
  }
}
