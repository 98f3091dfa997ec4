import { elementTree, walk, type ElementNode } from '#core/forms/element_tree'
import { isWritable, type FormEntity, type FormField } from '#core/forms/form_entity'
import type { FormElement, FormElementOf } from '#core/forms/model'
import { sectionElements } from '#core/forms/section_elements'
import type { FormDefinition, Language, LocalizedText } from '#core/metadata/types'

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

const labelOf = (text: LocalizedText | undefined, language: Language): string =>
  text?.[language] ?? text?.en ?? ''

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

const REPEATER_TYPE = 'pv_repeater'

interface Place {
  entity: FormEntity
  options: SchemaOptions
}

const shared = (element: FormElement, language: Language) => {
  const label = labelOf(element.label, language)
  const help = labelOf(element.help, language)
  return { ...(label ? { label } : {}), ...(help ? { help } : {}) }
}

function inputNode(
  { options: { language } }: Place,
  element: string,
  key: string,
  definition: FormField,
  own: FormElement,
  writable: boolean
): SchemaNode {
  const help = labelOf(own.help ?? definition.help, language)
  return {
    $formkit: `pv_${definition.type}`,
    key: element,
    name: key,
    id: `field-${key}`,
    label: labelOf(own.label ?? definition.label, language),
    ...(help ? { help } : {}),
    validationVisibility: 'blur',
    element,
    readonly: !writable,
    wide: own.wide ?? WIDE.has(definition.type),
  }
}

function fieldNodes(place: Place, name: string, element: FormElementOf<'field'>): SchemaNode[] {
  const { entity, options } = place
  const field = entity.fields[element.field]
  if (!field || field.removed || field.type === 'one_to_many') return []
  const writable = isWritable(entity, element.field, field)
  const calculated = element.value !== undefined
  if (!writable && !calculated && options.mode === 'create') return []
  return [inputNode(place, name, element.field, field, element, writable && !calculated)]
}

function repeaterNodes(
  { entity, options: { language } }: Place,
  name: string,
  element: FormElementOf<'repeater'>
): SchemaNode[] {
  const field = Object.hasOwn(entity.fields, element.field)
    ? entity.fields[element.field]
    : undefined
  if (!field || field.removed) return []
  const help = labelOf(element.help ?? field.help, language)
  return [
    {
      $formkit: REPEATER_TYPE,
      key: name,
      name: element.field,
      id: `field-${element.field}`,
      label: labelOf(element.label ?? field.label, language),
      ...(help ? { help } : {}),
      validationVisibility: 'blur',
      element: name,
      addLabel: labelOf(element.addLabel, language),
    },
  ]
}

const component = (
  $cmp: string,
  key: string,
  props: Record<string, unknown>,
  children?: SchemaNode[]
): SchemaNode => ({ $cmp, key, props: { name: key, ...props }, ...(children ? { children } : {}) })

/** A container, or nothing where nothing is in it. */
function container(
  $cmp: string,
  key: string,
  props: Record<string, unknown>,
  children: SchemaNode[]
): SchemaNode[] {
  return children.length > 0 ? [component($cmp, key, props, children)] : []
}

function nodesOf(place: Place, { name, element, children }: ElementNode): SchemaNode[] {
  const { language } = place.options
  const inner = () => children.flatMap((child) => nodesOf(place, child))
  const own = shared(element, language)
  switch (element.kind) {
    case 'page':
      return container('FormPage', name, own, inner())
    case 'section': {
      const { columns = 1, collapsible = false, collapsed = false } = element
      return container('FormSection', name, { ...own, columns, collapsible, collapsed }, inner())
    }
    case 'columns':
      return container('FormColumns', name, { columns: element.columns }, inner())
    case 'field':
      return fieldNodes(place, name, element)
    case 'question': {
      const { definition } = element
      const writable = !definition.readOnly && element.value === undefined
      return [inputNode(place, name, name, definition, element, writable)]
    }
    case 'repeater':
      return repeaterNodes(place, name, element)
    case 'heading':
      return [component('FormHeading', name, { ...own, level: element.level ?? 3 })]
    case 'divider':
      return [component('FormDivider', name, {})]
    case 'text':
      return [component('FormText', name, { html: labelOf(element.html, language) })]
    case 'related_list':
      return [
        component('FormRelatedList', name, { ...own, field: element.field, view: element.view }),
      ]
    case 'timeline':
      return [component('FormTimeline', name, own)]
    case 'recording_player':
      return [component('FormBlock', name, { ...own, block: element.kind, field: element.field })]
  }
}

/**
 * Compiles a form definition to a FormKit schema. Pure: the same metadata gives the same schema. Fields that the reader may not
 * see are absent from the entity and so from the form; one-to-many fields are shown as tabs, unless a repeater or a related list
 * shows them; a container with nothing in it is left out. Read-only fields are left out when creating. Pages stand together, where the
 * first of them stands.
 */
export function formkitSchema(
  entity: FormEntity,
  form: FormDefinition,
  options: SchemaOptions
): SchemaNode[] {
  const place = { entity, options }
  const top = elementTree(form).flatMap((node) => nodesOf(place, node))
  const isPage = (node: SchemaNode) => '$cmp' in node && node.$cmp === 'FormPage'
  const pages = top.filter(isPage)
  if (pages.length === 0) return top
  const first = top.findIndex(isPage)
  const before = top.slice(0, first)
  const after = top.slice(first).filter((node) => !isPage(node))
  const props = { pages: pages.map(({ key }) => key), steps: form.pages === 'steps' }
  return [...before, component('FormPages', 'pages', props, pages), ...after]
}

/** Names of the fields that a form writes. */
export function writableFields(entity: FormEntity, form: FormDefinition): string[] {
  return [...walk(elementTree(form))].flatMap(({ element }) => {
    if (element.kind !== 'field' || element.value !== undefined) return []
    const field = entity.fields[element.field]
    const written = field && !field.removed && isWritable(entity, element.field, field)
    return written ? [element.field] : []
  })
}
