import type { Json } from '#core/metadata/types'

type JsonObject = { [key: string]: Json }
const label = (en: string) => ({ en, fa: `${en} ف`, az: `${en} az` })

/**
 * An entity and a form with so many fields: two pages, sections of ten fields in two columns; of every ten fields one is shown on
 * condition, one required on condition, one calculated from two others, one has a rule, one is a choice.
 */
export function benchForm(count: number): { entity: JsonObject; form: JsonObject } {
  const fields: JsonObject = {}
  const elements: JsonObject = {
    x_page_1: { kind: 'page', label: label('First page'), order: 1 },
    x_page_2: { kind: 'page', label: label('Second page'), order: 2 },
  }
  for (let at = 0; at < count; at++) {
    const tens = Math.floor(at / 10)
    const section = `x_section_${tens}`
    const parent = at < count / 2 ? 'x_page_1' : 'x_page_2'
    elements[section] ??= {
      kind: 'section',
      columns: 2,
      parent,
      order: tens,
      label: label(`Section ${tens + 1}`),
    }
    const name = `x_field_${at}`
    const of = (place: number) => `x_field_${tens * 10 + place}`
    fields[name] = definition(at)
    elements[name] = { kind: 'field', field: name, parent: section, order: at, ...logic(at, of) }
  }
  const entity = {
    label: label('Large'),
    labelPlural: label('Large ones'),
    titleField: 'x_field_0',
    fields,
  }
  const form = { entity: 'x_large', kind: 'main', label: label('Large'), elements }
  return { entity, form }
}

function definition(at: number): JsonObject {
  const own = { label: label(`Field ${at + 1}`) }
  switch (at % 10) {
    case 1:
    case 2:
    case 3:
      return { ...own, type: 'decimal', scale: 2 }
    case 5:
      return { ...own, type: 'date' }
    case 6:
      return { ...own, type: 'boolean' }
    case 7:
      return { ...own, type: 'phone' }
    case 8:
      return { ...own, type: 'choice', choices: 'case_priority' }
    default:
      return { ...own, type: 'text', maxLength: 100 }
  }
}

function logic(at: number, of: (place: number) => string): JsonObject {
  switch (at % 10) {
    case 3:
      return { value: `coalesce(${of(1)}, 0) + coalesce(${of(2)}, 0)` }
    case 4:
      return { visibleWhen: `${of(6)} = true or ${of(0)} != null` }
    case 5:
      return { requiredWhen: `${of(0)} = "now"` }
    case 9: {
      const message = label('Not the same as the first field')
      return { rules: { differs: { valid: `${of(9)} = null or ${of(9)} != ${of(0)}`, message } } }
    }
    default:
      return {}
  }
}
