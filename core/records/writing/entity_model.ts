/** What writing needs to know of an entity, worked out once for each version of the metadata. Pure. */
import { columnName, linkTableOf, type FieldTypes } from '#core/metadata/field_types/registry'
import type { FieldType } from '#core/metadata/field_type'
import type { DialectName } from '#core/database/types'
import type {
  EffectiveMetadata,
  EntityDefinition,
  FieldDefinition,
  Json,
  SummaryDefinition,
} from '#core/metadata/types'
import type { FieldValues } from '#core/records/hooks'
import type { Bound } from '#core/records/query/slots'
import { SYSTEM_FIELD_DEFINITIONS, tableOf } from '#core/records/system_fields'

export interface ModelField {
  name: string
  definition: FieldDefinition
  type: FieldType
  /** Suffix and column of each part, in a fixed order. */
  parts: { suffix: string; column: string }[]
  /** Values in use of a choice field. */
  choices: ReadonlySet<string> | null
  /** For a dependent choice: the field that decides, and the parents of each value. */
  parent: { field: string; parents: ReadonlyMap<string, readonly string[]> } | null
  audited: boolean
  /** The table of the field's values, where it has several. */
  linkTable: string | null
}

export interface EntityModel {
  name: string
  definition: EntityDefinition
  table: string
  /** Fields with columns or links, by name. */
  fields: ReadonlyMap<string, ModelField>
  list: readonly ModelField[]
  required: readonly ModelField[]
  unique: readonly ModelField[]
  lookups: readonly ModelField[]
  /** Fields with several values. */
  linked: readonly ModelField[]
  autonumbers: readonly ModelField[]
  defaults: readonly ModelField[]
  dependent: readonly ModelField[]
  summaries: readonly { name: string; definition: SummaryDefinition }[]
  audited: boolean
  /** Columns of an insert: system columns first, then every part of every field. */
  columns: readonly string[]
}

/** System columns that an insert writes, in the order of `systemValues`. */
export const INSERTED_SYSTEM = [
  'owner_id',
  'unit_id',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
  'version',
] as const

function choicesOf(
  metadata: EffectiveMetadata,
  field: FieldDefinition
): ReadonlySet<string> | null {
  if (field.type !== 'choice' && field.type !== 'multi_choice') return null
  const list = metadata.choice_list.get(field.choices)
  if (!list) return new Set()
  return new Set(Object.keys(list.options).filter((value) => !list.options[value]?.removed))
}

function parentOf(
  metadata: EffectiveMetadata,
  entity: EntityDefinition,
  field: FieldDefinition
): ModelField['parent'] {
  if (field.type !== 'choice') return null
  const list = metadata.choice_list.get(field.choices)
  if (!list?.parentList) return null
  const decider = Object.entries(entity.fields).find(
    ([, other]) => other.type === 'choice' && other.choices === list.parentList && !other.removed
  )
  if (!decider) return null
  const parents = new Map<string, readonly string[]>()
  for (const [value, option] of Object.entries(list.options)) {
    if (option.parents) parents.set(value, option.parents)
  }
  return { field: decider[0], parents }
}

function fieldModel(
  name: string,
  definition: FieldDefinition,
  entity: EntityDefinition,
  metadata: EffectiveMetadata,
  types: FieldTypes
): ModelField {
  const type = types.get(definition.type)
  return {
    name,
    definition,
    type,
    parts: Object.keys(type.columns(definition)).map((suffix) => ({
      suffix,
      column: columnName(name, suffix),
    })),
    choices: choicesOf(metadata, definition),
    parent: parentOf(metadata, entity, definition),
    audited: definition.audited !== false,
    linkTable: type.link ? linkTableOf(tableOf(entity), name) : null,
  }
}

function buildModel(
  entity: EntityDefinition,
  metadata: EffectiveMetadata,
  types: FieldTypes
): EntityModel {
  const list = Object.entries(entity.fields)
    .filter(([, field]) => !field.removed)
    .map(([name, field]) => fieldModel(name, field, entity, metadata, types))
    .filter((field) => field.parts.length > 0 || field.linkTable !== null)
  const ofType = (type: string) => list.filter(({ definition }) => definition.type === type)
  return {
    name: entity.name,
    definition: entity,
    table: tableOf(entity),
    fields: new Map(list.map((field) => [field.name, field])),
    list,
    required: list.filter(({ definition }) => definition.required === true),
    unique: list.filter(({ definition }) => definition.unique === true),
    lookups: [...ofType('lookup'), ...ofType('regarding'), ...ofType('many_to_many')],
    linked: list.filter(({ linkTable }) => linkTable !== null),
    autonumbers: ofType('autonumber'),
    defaults: list.filter(({ definition }) => definition.default !== undefined),
    dependent: list.filter(({ parent }) => parent !== null),
    summaries: Object.entries(entity.summaries ?? {}).map(([name, definition]) => ({
      name,
      definition,
    })),
    audited: entity.audited !== false,
    columns: [
      ...INSERTED_SYSTEM,
      ...list.flatMap(({ parts }) => parts.map(({ column }) => column)),
    ],
  }
}

/** Models of one version of the metadata; a new version starts anew. */
export class EntityModels {
  readonly #types: FieldTypes
  readonly #models = new WeakMap<EffectiveMetadata, Map<string, EntityModel>>()

  constructor(types: FieldTypes) {
    this.#types = types
  }

  /** The model of an entity in use, or undefined. */
  get(metadata: EffectiveMetadata, name: string): EntityModel | undefined {
    let models = this.#models.get(metadata)
    if (!models) this.#models.set(metadata, (models = new Map<string, EntityModel>()))
    const known = models.get(name)
    if (known) return known
    const entity = metadata.entity.get(name)
    if (!entity || entity.removed) return undefined
    const model = buildModel(entity, metadata, this.#types)
    models.set(name, model)
    return model
  }
}

/** The values of a field's columns for a wire value, in the order of `parts`. */
export function storedValues(field: ModelField, value: Json, dialect: DialectName): Bound[] {
  if (value === null) return field.parts.map(() => null)
  const stored = field.type.toDatabase(value, field.definition, dialect)
  return field.parts.map(({ suffix }) => stored[suffix] ?? null)
}

/** The wire form of a stored field as hooks and inputs have it: look-ups as ids, `regarding` as `{ entity, id }`. */
export function wireOf(field: ModelField, values: readonly unknown[], dialect: DialectName): Json {
  const columns: Record<string, unknown> = {}
  field.parts.forEach(({ suffix }, index) => (columns[suffix] = values[index]))
  const value = field.type.fromDatabase(columns, field.definition, dialect)
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  const reference = value as { id?: Json; entity?: Json }
  if (field.definition.type === 'regarding') {
    return { entity: reference.entity ?? null, id: reference.id ?? null }
  }
  return ['lookup', 'file', 'image'].includes(field.definition.type)
    ? (reference.id ?? null)
    : (value as Json)
}

/** Whether two wire values are the same. */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return (a ?? null) === (b ?? null)
  }
  return JSON.stringify(a) === JSON.stringify(b)
}

/** System fields whose values hooks see and callers may give. */
export const GIVEN_SYSTEM = ['owner_id', 'unit_id', 'created_at'] as const

export function systemField(name: (typeof GIVEN_SYSTEM)[number]): FieldDefinition {
  return SYSTEM_FIELD_DEFINITIONS[name]
}

/** Key of a record's values in a summary's table: the text of each field's stored value. */
export function summaryValues(
  model: EntityModel,
  by: readonly string[],
  values: FieldValues,
  dialect: DialectName
): string[] {
  return by.map((name) => {
    const field = model.fields.get(name)
    const value = values[name] ?? null
    if (!field || value === null) return ''
    const [stored] = storedValues(field, value, dialect)
    if (stored === null || stored === undefined) return ''
    return typeof stored === 'boolean' ? String(Number(stored)) : String(stored)
  })
}
