/** Operations on the fields of an entity. Pure. */
import type {
  EntityDefinition,
  FieldDefinition,
  FieldTypeName,
  FormDefinition,
  Json,
  LocalizedText,
} from '#core/metadata/types'
import type { FieldSetting } from '#core/metadata/field_types/settings'
import { isComputed, isTextLike } from '#core/metadata/field_types/shapes'
import type { ChangeOperation } from '#core/metadata/layers/operations'

export const FIELD_FLAGS = [
  'required',
  'unique',
  'readOnly',
  'indexed',
  'searchable',
  'sensitive',
  'audited',
] as const
export type FieldFlag = (typeof FIELD_FLAGS)[number]

export const TYPE_GROUP_NAMES = [
  'text',
  'number',
  'time',
  'choice',
  'link',
  'bank',
  'computed',
  'other',
] as const
export type TypeGroup = (typeof TYPE_GROUP_NAMES)[number]

/** In groups that answer "what is it?", each in the order of its use. A plugin's type stands in the last. */
const TYPE_LOOKS: { [T in FieldTypeName]?: [TypeGroup, string] } = {
  text: ['text', 'i-lucide-type'],
  long_text: ['text', 'i-lucide-text'],
  rich_text: ['text', 'i-lucide-file-text'],
  email: ['text', 'i-lucide-at-sign'],
  phone: ['text', 'i-lucide-phone'],
  url: ['text', 'i-lucide-globe'],
  integer: ['number', 'i-lucide-hash'],
  decimal: ['number', 'i-lucide-calculator'],
  money: ['number', 'i-lucide-banknote'],
  percent: ['number', 'i-lucide-percent'],
  rating: ['number', 'i-lucide-star'],
  date: ['time', 'i-lucide-calendar'],
  datetime: ['time', 'i-lucide-calendar-clock'],
  time: ['time', 'i-lucide-clock'],
  duration: ['time', 'i-lucide-timer'],
  choice: ['choice', 'i-lucide-list'],
  multi_choice: ['choice', 'i-lucide-list-checks'],
  boolean: ['choice', 'i-lucide-toggle-left'],
  lookup: ['link', 'i-lucide-link'],
  one_to_many: ['link', 'i-lucide-network'],
  many_to_many: ['link', 'i-lucide-waypoints'],
  regarding: ['link', 'i-lucide-link-2'],
  national_id: ['bank', 'i-lucide-id-card'],
  iban: ['bank', 'i-lucide-landmark'],
  bank_card: ['bank', 'i-lucide-credit-card'],
  formula: ['computed', 'i-lucide-function-square'],
  rollup: ['computed', 'i-lucide-sigma'],
  autonumber: ['computed', 'i-lucide-barcode'],
  file: ['other', 'i-lucide-paperclip'],
  image: ['other', 'i-lucide-image'],
  json: ['other', 'i-lucide-braces'],
}
const ORDER = Object.keys(TYPE_LOOKS)
const looksOf = (type: string): [TypeGroup, string] =>
  TYPE_LOOKS[type as FieldTypeName] ?? ['other', 'i-lucide-puzzle']

export const typeIcon = (type: string): string => looksOf(type)[1]

/** The types by group; groups without one are left out. */
export function groupTypes<T extends { name: string }>(
  types: readonly T[]
): { group: TypeGroup; types: T[] }[] {
  const place = ({ name }: T): number =>
    (ORDER.indexOf(name) + ORDER.length + 1) % (ORDER.length + 1)
  const sorted = [...types].sort((a, b) => place(a) - place(b))
  return TYPE_GROUP_NAMES.map((group) => ({
    group,
    types: sorted.filter(({ name }) => looksOf(name)[0] === group),
  })).filter((one) => one.types.length > 0)
}

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

/** Whether all that a type cannot do without is given. */
export function isComplete(
  specs: readonly FieldSetting[],
  settings: Record<string, Json>
): boolean {
  return specs.every(({ name, required }) => {
    const value = settings[name]
    if (!required) return true
    return Array.isArray(value)
      ? value.length > 0
      : typeof value === 'string' && value.trim() !== ''
  })
}

/** The entity whose fields a setting chooses among; null while the setting that says so is empty. */
export function entityOfSetting(
  spec: FieldSetting,
  settings: Readonly<Record<string, unknown>>,
  entity: EntityDefinition
): string | null {
  const of = spec.field?.of ?? 'own'
  if (of === 'own') return entity.name
  const named = settings[of.setting]
  if (typeof named !== 'string' || named === '') return null
  const field = Object.hasOwn(entity.fields, named) ? entity.fields[named] : undefined
  return field && 'target' in field ? field.target : named
}

/** Flags that mean something for fields of this type. */
export function flagsFor(type: FieldTypeName): FieldFlag[] {
  const field = { type } as FieldDefinition
  if (type === 'one_to_many') return []
  if (isComputed(field)) return ['indexed', 'sensitive']
  if (type === 'many_to_many') return ['required', 'readOnly', 'audited']
  if (type === 'multi_choice') return ['required', 'readOnly', 'sensitive', 'audited']
  const isLong = ['long_text', 'rich_text', 'json'].includes(type)
  return FIELD_FLAGS.filter((flag) => {
    if (isLong && (flag === 'unique' || flag === 'indexed')) return false
    return flag !== 'searchable' || isTextLike(field)
  })
}

/** A field begins with something unless the platform fills it. */
export const hasDefault = (type: FieldTypeName): boolean =>
  !['one_to_many', 'many_to_many', 'autonumber', 'formula', 'rollup', 'file', 'image'].includes(
    type
  )
