import type { FieldDefinition, LocalizedText } from '#core/metadata/types'
import type { FormDefinition, FormElement, FormElementKind, FormKind } from '#core/forms/model'
import { CLIENT_PREFIX } from '#core/metadata/types'
import { nameFrom } from './names.js'

/** Of what a criterion of an evaluation is made: a question that is answered on a scale and marked. */
const CRITERION = 'rating'

/** Layout that the palette offers, in its order, with its icon. Fields come from the entity. `of` as in `newElement`. */
export const LAYOUT: readonly {
  name: string
  kind: Exclude<FormElementKind, 'field'>
  icon: string
  of?: string
}[] = [
  { name: 'page', kind: 'page', icon: 'i-lucide-panel-top' },
  { name: 'section', kind: 'section', icon: 'i-lucide-rows-3' },
  { name: 'columns', kind: 'columns', icon: 'i-lucide-columns-2' },
  { name: 'repeater', kind: 'repeater', icon: 'i-lucide-repeat-2' },
  { name: 'question', kind: 'question', icon: 'i-lucide-message-circle-question-mark' },
  { name: 'criterion', kind: 'question', icon: 'i-lucide-star', of: CRITERION },
  { name: 'heading', kind: 'heading', icon: 'i-lucide-heading' },
  { name: 'text', kind: 'text', icon: 'i-lucide-text' },
  { name: 'divider', kind: 'divider', icon: 'i-lucide-minus' },
  { name: 'related_list', kind: 'related_list', icon: 'i-lucide-list' },
  { name: 'timeline', kind: 'timeline', icon: 'i-lucide-history' },
  { name: 'recording_player', kind: 'recording_player', icon: 'i-lucide-audio-lines' },
]

const TITLES: Partial<Record<FormElementKind, LocalizedText>> = {
  page: { en: 'Page', fa: 'صفحه', az: 'Səhifə' },
  section: { en: 'Section', fa: 'بخش', az: 'Bölmə' },
  heading: { en: 'Heading', fa: 'عنوان', az: 'Başlıq' },
}

/** A type of answer that a question may have. */
export const QUESTION_TYPES = [
  'text',
  'long_text',
  'integer',
  'decimal',
  'percent',
  'rating',
  'boolean',
  'date',
  'choice',
] as const
export type QuestionType = (typeof QUESTION_TYPES)[number]

export function questionDefinition(
  type: QuestionType,
  label: LocalizedText,
  choices: string | undefined
): FieldDefinition {
  if (type === 'choice') return { type, label, choices: choices ?? '' }
  return { type, label } as FieldDefinition
}

/** What is put on the form, without its place; `field` is what it shows or repeats; of a question it is what makes it a criterion. */
export function newElement(kind: FormElementKind, field = ''): FormElement {
  const label = TITLES[kind]
  switch (kind) {
    case 'field':
      return { kind, field }
    case 'columns':
      return { kind, columns: 2 }
    case 'repeater':
    case 'related_list':
      return { kind, field }
    case 'question':
      if (field === CRITERION) return criterion()
      return {
        kind,
        definition: { type: 'text', label: { en: 'Question', fa: 'پرسش', az: 'Sual' } },
      }
    case 'text':
      return { kind, html: { en: '<p>Text</p>', fa: '<p>متن</p>', az: '<p>Mətn</p>' } }
    case 'section':
      return { kind, columns: 2, ...(label ? { label } : {}) }
    case 'recording_player':
      return field === '' ? { kind } : { kind, field }
    default:
      return { kind, ...(label ? { label } : {}) } as FormElement
  }
}

/** Marked from 1 to 5, counted like its neighbours; an evaluator may say that it does not apply, and why. */
function criterion(): FormElement {
  return {
    kind: 'question',
    definition: {
      type: 'rating',
      label: { en: 'Criterion', fa: 'معیار', az: 'Meyar' },
      max: 5,
    },
    scoring: { weight: 1, notApplicable: true, comment: true },
  }
}

/** Stem of the name of a new element. */
export const stemOf = (kind: FormElementKind, field = ''): string =>
  kind === 'question' ? (field === CRITERION ? 'criterion' : kind) : field || kind

/** Where the answers of a new form's questions go: where those of the entity's other forms do, else the only field that can hold them. */
export function answersFieldOf(
  entity: string,
  fields: Readonly<Record<string, FieldDefinition>>,
  forms: readonly FormDefinition[]
): string | undefined {
  const used = forms.find((form) => form.entity === entity && form.answersField !== undefined)
  if (used) return used.answersField
  const able = Object.keys(fields).filter(
    (name) => !fields[name]?.removed && fields[name]?.type === 'json'
  )
  return able.length === 1 ? able[0] : undefined
}

/** Name for a form: that of the entity and its kind or title. */
export function formName(entity: string, title: string, taken: ReadonlySet<string>): string {
  const stem = nameFrom(title) || 'form'
  const own = entity.startsWith(CLIENT_PREFIX) ? entity : `${CLIENT_PREFIX}${entity}`
  const wanted = `${own}_${stem}`.slice(0, 56).replace(/_+$/, '')
  if (!taken.has(wanted)) return wanted
  for (let n = 2; ; n++) if (!taken.has(`${wanted}_${n}`)) return `${wanted}_${n}`
}

/** A form to begin with: empty, or every given field in one section of two columns. */
export function newForm(
  name: string,
  entity: string,
  label: LocalizedText,
  kind: FormKind,
  fields: readonly string[],
  answersField?: string
): FormDefinition {
  const elements: FormDefinition['elements'] = {
    x_details: {
      kind: 'section',
      label: { en: 'Details', fa: 'مشخصات', az: 'Məlumatlar' },
      columns: 2,
      order: 10,
    },
  }
  for (const [index, field] of fields.entries()) {
    const own = field.startsWith(CLIENT_PREFIX) ? field : `${CLIENT_PREFIX}${field}`
    elements[own === 'x_details' ? 'x_details_field' : own] = {
      kind: 'field',
      field,
      parent: 'x_details',
      order: (index + 1) * 10,
    }
  }
  return { name, entity, label, kind, ...(answersField ? { answersField } : {}), elements }
}

/** A copy of a form under another name: every element gets a name of this installation. */
export function copyForm(form: FormDefinition, name: string, label: LocalizedText): FormDefinition {
  const own = (element: string): string =>
    element.startsWith(CLIENT_PREFIX) ? element : `${CLIENT_PREFIX}${element}`
  const elements = Object.fromEntries(
    Object.entries(form.elements)
      .filter(([, element]) => !element.removed)
      .map(([key, element]): [string, FormElement] => [
        own(key),
        element.parent === undefined ? element : { ...element, parent: own(element.parent) },
      ])
  )
  const copy: FormDefinition = { ...form, name, label, elements }
  delete copy.origin
  return copy
}
