/** Operations on the fields of an entity. Pure. */
import type {
  FieldDefinition,
  FieldTypeName,
  FormDefinition,
  Json,
  LocalizedText,
} from '#core/metadata/types'
import type { ChangeOperation } from '#core/metadata/layers/operations'

/** The types a consultant chooses from, in groups that answer "what is it?". */
export const TYPE_GROUPS: { group: string; types: FieldTypeName[] }[] = [
  { group: 'text', types: ['text', 'long_text', 'email', 'phone'] },
  { group: 'number', types: ['integer', 'decimal', 'money', 'duration'] },
  { group: 'time', types: ['date', 'datetime'] },
  { group: 'choice', types: ['choice', 'boolean'] },
  { group: 'link', types: ['lookup', 'regarding'] },
  { group: 'other', types: ['file', 'autonumber'] },
]

export const TYPE_ICONS: { [T in FieldTypeName]?: string } & Record<string, string> = {
  text: 'i-lucide-type',
  long_text: 'i-lucide-text',
  email: 'i-lucide-at-sign',
  phone: 'i-lucide-phone',
  integer: 'i-lucide-hash',
  decimal: 'i-lucide-calculator',
  money: 'i-lucide-banknote',
  duration: 'i-lucide-timer',
  date: 'i-lucide-calendar',
  datetime: 'i-lucide-calendar-clock',
  choice: 'i-lucide-list',
  boolean: 'i-lucide-toggle-left',
  lookup: 'i-lucide-link',
  regarding: 'i-lucide-link-2',
  one_to_many: 'i-lucide-network',
  file: 'i-lucide-paperclip',
  autonumber: 'i-lucide-barcode',
}
export const typeIcon = (type: string): string => TYPE_ICONS[type] ?? 'i-lucide-square'

export interface NewField {
  name: string
  label: LocalizedText
  help?: LocalizedText
  type: FieldTypeName
  /** Settings of the type: `target` of a lookup, `choices` of a choice. */
  settings: Record<string, Json>
  required: boolean
  searchable: boolean
}

const json = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json

/** A field comes into being, and stands at the end of the entity's form where it should. */
export function addField(
  entity: string,
  field: NewField,
  form: FormDefinition | null
): ChangeOperation[] {
  const { name, type, label, help, settings, required, searchable } = field
  const definition = {
    type,
    label,
    ...(help ? { help } : {}),
    ...settings,
    ...(required ? { required } : {}),
    ...(searchable ? { searchable } : {}),
  } as FieldDefinition
  const make: ChangeOperation = {
    op: 'set',
    kind: 'entity',
    name: entity,
    path: ['fields', name],
    value: json(definition),
  }
  return [make, ...(form ? putOnForm(form, name) : [])]
}

/** An input for the field at the end of the last section of a form, or of the form where it has no section. */
export function putOnForm(form: FormDefinition, field: string): ChangeOperation[] {
  const elements = Object.entries(form.elements).filter(([, element]) => !element.removed)
  const isThere = elements.some(([, one]) => one.kind === 'field' && one.field === field)
  if (isThere || Object.hasOwn(form.elements, field)) return []
  const [section] = elements
    .filter(([, { kind }]) => kind === 'section')
    .sort(([a, one], [b, two]) => (one.order ?? 0) - (two.order ?? 0) || (a < b ? -1 : 1))
    .slice(-1)
  const parent = section?.[0]
  const siblings = elements.filter(([, one]) => one.parent === parent)
  const last = Math.max(0, ...siblings.map(([, { order }]) => order ?? 0))
  const input = { kind: 'field', field, ...(parent ? { parent } : {}), order: last + 1 }
  return [
    { op: 'set', kind: 'form', name: form.name, path: ['elements', field], value: json(input) },
  ]
}

/** Takes the inputs of a field off the forms of its entity: it was made with them and goes with them. */
export function takeOffForms(
  forms: Iterable<FormDefinition>,
  entity: string,
  field: string
): ChangeOperation[] {
  return [...forms]
    .filter((form) => form.entity === entity)
    .flatMap((form) =>
      Object.entries(form.elements)
        .filter(([, element]) => element.kind === 'field' && element.field === field)
        .map(([element]) => ({
          op: 'reset' as const,
          kind: 'form' as const,
          name: form.name,
          path: ['elements', element],
        }))
    )
}

/** Fields made in one piece know their types' settings; those that a type cannot do without must be given. */
export const NEEDED: { [T in FieldTypeName]?: readonly string[] } = {
  choice: ['choices'],
  lookup: ['target'],
  one_to_many: ['target', 'inverse'],
  regarding: ['targets'],
  autonumber: ['format'],
}

export function isComplete(type: FieldTypeName, settings: Record<string, Json>): boolean {
  return (NEEDED[type] ?? []).every((name) => {
    const value = settings[name]
    return Array.isArray(value) ? value.length > 0 : typeof value === 'string' && value !== ''
  })
}
