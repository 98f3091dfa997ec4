import type { LocalizedText } from '#core/metadata/types'
import { readableAs } from '#core/metadata/field_types/shapes'
import type { ReadableEntity, ReadableField } from '../api/types.js'
import type { GridColumn } from './grid_types.js'

type Entities = Record<string, ReadableEntity>

export interface ResolvedPath {
  path: string
  field: ReadableField
  /** The entity that holds the field. */
  entity: string
  /** Labels along the path, the last one that of the field. */
  labels: LocalizedText[]
}

/** The field of an entity, a system field included; undefined where it may not be read. */
export function fieldOf(entity: ReadableEntity, name: string): ReadableField | undefined {
  const field = entity.fields[name]
  if (field) return field.removed ? undefined : field
  const system = entity.systemFields?.[name]
  return system && { ...system, access: system.readOnly ? 'read' : 'write' }
}

/** Follows `customer.city`; null where a step does not exist or may not be read. */
export function resolvePath(entities: Entities, entity: string, path: string): ResolvedPath | null {
  const labels: LocalizedText[] = []
  let owner = entities[entity]
  const steps = path.split('.')
  for (const [index, step] of steps.entries()) {
    const field = owner && fieldOf(owner, step)
    if (!owner || !field) return null
    labels.push(field.label)
    if (index === steps.length - 1) return { path, field, entity: owner.name, labels }
    if (field.type !== 'lookup') return null
    owner = entities[field.target]
  }
  return null
}

/** Columns for an entity without a view: its name, then the first fields that fit a cell, then when it was made. */
export function defaultColumns(entity: ReadableEntity): string[] {
  const fitting = Object.entries(entity.fields)
    .filter(([name, field]) => name !== entity.titleField && !field.removed)
    .filter(
      ([, field]) => !['long_text', 'rich_text', 'json', 'one_to_many', 'file'].includes(field.type)
    )
    .map(([name]) => name)
  return [entity.titleField, ...fitting.slice(0, 6), 'created_at']
}

const WIDTHS: Partial<Record<ReadableField['type'], number>> = {
  integer: 110,
  decimal: 120,
  money: 150,
  boolean: 90,
  date: 120,
  datetime: 160,
  duration: 100,
  choice: 140,
  phone: 160,
  email: 220,
  lookup: 180,
  regarding: 200,
  autonumber: 140,
  percent: 110,
  rating: 120,
  time: 90,
  url: 200,
  national_id: 130,
  iban: 250,
  bank_card: 190,
  multi_choice: 200,
  many_to_many: 220,
  image: 70,
}
/** Width of a column in pixels before anybody changed it. */
export const defaultWidth = (field: ReadableField): number => WIDTHS[readableAs(field).type] ?? 200

const NUMERIC = new Set(['integer', 'decimal', 'money', 'percent', 'duration'])
export const isNumeric = (field: ReadableField): boolean => NUMERIC.has(readableAs(field).type)

const UNSORTED = new Set([
  'long_text',
  'one_to_many',
  'many_to_many',
  'multi_choice',
  'regarding',
  'file',
  'image',
])
/** The columns of a grid for paths; what cannot be read is left out. `widthOf` is asked first, then the field's type. */
export function gridColumns(
  entities: Entities,
  entity: string,
  paths: readonly string[],
  label: (text: LocalizedText) => string,
  widthOf: (path: string) => number | undefined
): GridColumn[] {
  return paths.flatMap((path): GridColumn[] => {
    const resolved = resolvePath(entities, entity, path)
    if (!resolved) return []
    const { field, labels } = resolved
    return [
      {
        key: path,
        label: labels.map(label).join(' › '),
        width: widthOf(path) ?? defaultWidth(field),
        align: isNumeric(field) ? 'end' : 'start',
        sortable: !UNSORTED.has(field.type),
      },
    ]
  })
}
