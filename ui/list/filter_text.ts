import type { ChoiceListDefinition, Json } from '#core/metadata/types'
import type { Format } from '../composables/use_format.js'
import { readableAs } from '#core/metadata/field_types/shapes'
import type { ReadableField } from '../api/types.js'
import { periodKey, valueKind } from './operators.js'
import type { FilterCondition } from './filter_tree.js'

export interface FilterTexts {
  t: (key: string, params?: Record<string, string>) => string
  format: Format
  choices: (name: string) => ChoiceListDefinition | null
  /** Names of records that conditions refer to, by `entity:id`, as far as they are known. */
  labels: ReadonlyMap<string, string>
}

/** One value of a condition as text. */
export function valueText(
  value: Json | undefined,
  given: ReadableField,
  texts: FilterTexts
): string {
  const { t, format } = texts
  const field = readableAs(given)
  if (value === null || value === undefined) return '…'
  if (typeof value === 'object' && !Array.isArray(value) && value.me === true) return t('filter.me')
  if (typeof value === 'boolean') return t(value ? 'states.yes' : 'states.no')
  if ((field.type === 'choice' || field.type === 'multi_choice') && typeof value === 'string') {
    return format.label(texts.choices(field.choices)?.options[value]?.label) || value
  }
  if (field.type === 'date' && typeof value === 'string') return format.date(value)
  if (field.type === 'datetime' && typeof value === 'string') return format.dateTime(value)
  if (field.type === 'duration' && typeof value === 'number') return format.duration(value)
  if (field.type === 'money' && typeof value === 'number')
    return format.money(value, field.currency, field.scale)
  if (field.type === 'percent' && typeof value === 'number')
    return format.percent(value / 100, field.scale ?? 2)
  if (field.type === 'lookup' || field.type === 'many_to_many')
    return texts.labels.get(`${field.target}:${String(value)}`) ?? `#${String(value)}`
  if (typeof value === 'number') return format.number(value)
  return String(value)
}

/** A condition in words: `Status is one of New, Open`. */
export function conditionText(
  condition: FilterCondition,
  field: ReadableField,
  label: string,
  texts: FilterTexts
): string {
  const { t } = texts
  const op = t(`filter.operators.${condition.op}`)
  const kind = valueKind(condition.op)
  if (kind === 'none') return `${label} ${op}`
  if (kind === 'period') {
    const key = periodKey(condition.value)
    const period = key ? t(`filter.periods.${key}`) : JSON.stringify(condition.value)
    return `${label}: ${period}`
  }
  const values = Array.isArray(condition.value) ? condition.value : [condition.value]
  const shown = values.slice(0, 3).map((value) => valueText(value, field, texts))
  const separator = kind === 'range' ? ` ${t('filter.to')} ` : t('filter.comma')
  const more = values.length > 3 ? ` +${texts.format.number(values.length - 3)}` : ''
  return `${label} ${op} ${shown.join(separator)}${more}`
}
