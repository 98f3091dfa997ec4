import { elementTree, walk, type ElementNode } from '#core/forms/element_tree'
import { sectionElements } from '#core/forms/section_elements'
import type {
  FieldAccessLevel,
  FieldDefinition,
  FormDefinition,
  Language,
  LocalizedText,
} from '#core/metadata/types'

/** A field with what the reader may do with it. */
export type FormField = FieldDefinition & { access?: Exclude<FieldAccessLevel, 'none'> }

export interface FormEntity {
  name: string
  fields: Record<string, FormField>
  systemManaged?: boolean
  editableFields?: string[]
}

export interface SchemaOptions {
  language: Language
  /** `create`: only what can be entered; `edit`: everything, with what may not be changed shown read-only. */
  mode: 'create' | 'edit'
}

/** A node of a FormKit schema, as far as this compiler writes them. Plain data. */
export type SchemaNode =
  | { $formkit: string; key: string; name: string; [prop: string]: unknown }
  | { $el: string; key: string; attrs?: Record<string, unknown>; children: (SchemaNode | string)[] }
  | { $cmp: string; key: string; props: Record<string, unknown>; children?: SchemaNode[] }

/** Types that take a whole row whatever the section's columns are. */
const WIDE = new Set(['long_text', 'rich_text', 'json', 'file'])

/** Types whose values are worked out, given by the system, or written on the other side. */
const NEVER_WRITTEN = new Set(['autonumber', 'one_to_many', 'formula', 'rollup'])

const labelOf = (text: LocalizedText | undefined, language: Language): string =>
  text?.[language] ?? text?.en ?? ''

/** Whether a person may write the field through a form. */
export function isWritable(entity: FormEntity, name: string, field: FormField): boolean {
  if (field.readOnly || NEVER_WRITTEN.has(field.type)) return false
  if (entity.systemManaged && !entity.editableFields?.includes(name)) return false
  return (field.access ?? 'write') === 'write'
}

/** A form for an entity that has none: every field in one section of two columns. */
export function fallbackForm(entity: FormEntity): FormDefinition {
  return {
    name: `${entity.name}_fallback`,
    entity: entity.name,
    label: { en: 'Form', fa: 'فرم', az: 'Forma' },
    kind: 'main',
    elements: sectionElements({
      main: {
        label: { en: 'Details', fa: 'مشخصات', az: 'Məlumatlar' },
        columns: 2,
        fields: Object.keys(entity.fields),
      },
    }),
  }
}

function inputNode(
  name: string,
  field: FormField,
  writable: boolean,
  language: Language
): SchemaNode {
  const help = labelOf(field.help, language)
  return {
    $formkit: `pv_${field.type}`,
    key: name,
    name,
    id: `field-${name}`,
    label: labelOf(field.label, language),
    ...(help ? { help } : {}),
    /** Rules as arrays: texts with colons and bars in them cannot be taken for rule syntax. */
    validation: writable ? [['field_value']] : [],
    validationVisibility: 'blur',
    fieldName: name,
    readonly: !writable,
    wide: WIDE.has(field.type),
  }
}

/**
 * Compiles a form definition to a FormKit schema. Pure: the same metadata gives the same schema. Fields that the reader may not
 * see are absent from the entity and so from the form; one-to-many fields are shown as tabs and not here; a section with nothing in it is left
 * out. Read-only fields are left out when creating.
 */
export function formkitSchema(
  entity: FormEntity,
  form: FormDefinition,
  options: SchemaOptions
): SchemaNode[] {
  const compile = ({ name, element, children }: ElementNode): SchemaNode[] => {
    if (element.kind === 'page') return children.flatMap(compile)
    if (element.kind === 'section') {
      const inner = children.flatMap(compile)
      if (inner.length === 0) return []
      const label = labelOf(element.label, options.language)
      const props = { name, label, columns: element.columns ?? 1 }
      return [{ $cmp: 'FormSection', key: name, props, children: inner }]
    }
    if (element.kind !== 'field') return []
    const field = entity.fields[element.field]
    if (!field || field.removed || field.type === 'one_to_many') return []
    const writable = isWritable(entity, element.field, field)
    if (!writable && options.mode === 'create') return []
    return [inputNode(element.field, field, writable, options.language)]
  }
  return elementTree(form).flatMap(compile)
}

/** Names of the fields that a form writes. */
export function writableFields(entity: FormEntity, form: FormDefinition): string[] {
  return [...walk(elementTree(form))].flatMap(({ element }) => {
    if (element.kind !== 'field') return []
    const field = entity.fields[element.field]
    const written = field && !field.removed && isWritable(entity, element.field, field)
    return written ? [element.field] : []
  })
}
