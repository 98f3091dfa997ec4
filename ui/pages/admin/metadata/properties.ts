import type { EntityDefinition, FieldDefinition } from '#core/metadata/types'

export interface PropertyLine {
  /** Dotted path inside the definition. */
  path: string
  value: string
  layer: 'base' | 'client'
}

const COMMON = new Set([
  'type',
  'label',
  'help',
  'required',
  'unique',
  'readOnly',
  'indexed',
  'searchable',
  'audited',
  'sensitive',
  'removed',
])
const FLAGS = [
  'required',
  'unique',
  'readOnly',
  'searchable',
  'indexed',
  'sensitive',
  'removed',
] as const
export type FieldFlag = (typeof FLAGS)[number] | 'not_audited'

const written = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

/** The properties of an entity without its fields, leaf by leaf, with their layers. Pure. */
export function propertiesOf(
  definition: EntityDefinition,
  layer: Readonly<Record<string, 'base' | 'client'>>
): PropertyLine[] {
  const lines: PropertyLine[] = []
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) walk(inner, path ? `${path}.${key}` : key)
    } else if (value !== undefined) {
      lines.push({ path, value: written(value), layer: layer[path] ?? 'base' })
    }
  }
  for (const [key, value] of Object.entries(definition)) if (key !== 'fields') walk(value, key)
  return lines
}

/** What the field's type is told, in short: `maxLength: 120, target: user`. Pure. */
export function settingsOf(field: FieldDefinition): string {
  return Object.entries(field)
    .filter(([key, value]) => !COMMON.has(key) && value !== undefined)
    .map(([key, value]) => `${key}: ${written(value)}`)
    .join(', ')
}

/** Which of the yes-or-no properties hold. Pure. */
export function flagsOf(field: FieldDefinition): FieldFlag[] {
  return [
    ...FLAGS.filter((flag) => field[flag] === true),
    ...(field.audited === false ? (['not_audited'] as const) : []),
  ]
}
