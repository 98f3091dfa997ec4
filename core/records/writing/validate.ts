/** Checks and normalises what is to be written. Pure: everything that needs the database comes later. */
import type { ErrorDetail } from '#core/errors/coded_error'
import { isComputed } from '#core/metadata/field_types/shapes'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { Json } from '#core/metadata/types'
import { DETAIL } from '#core/records/errors'
import type { FieldValues } from '#core/records/hooks'
import { isSystemField } from '#core/records/system_fields'
import {
  GIVEN_SYSTEM,
  systemField,
  type EntityModel,
  type ModelField,
} from '#core/records/writing/entity_model'

/** What the writer may give beyond plain fields. */
export interface WriteRights {
  level(field: string): 'none' | 'masked' | 'read' | 'write'
  /** The system itself: read-only fields, owner and instants may be given. */
  system: boolean
  /** An import may bring codes that were given elsewhere. */
  autonumbers: boolean
}

export interface Validated {
  values: FieldValues
  issues: ErrorDetail[]
}

const GIVEN = new Set<string>(GIVEN_SYSTEM)

function parseInto(
  result: Validated,
  name: string,
  field: Pick<ModelField, 'type' | 'definition' | 'choices'>,
  value: Json
) {
  if (value === null || value === undefined) {
    result.values[name] = null
    return
  }
  const parsed = field.type.parse(value, field.definition)
  if ('code' in parsed) {
    result.issues.push({
      path: name,
      code: parsed.code,
      ...(parsed.params ? { params: parsed.params } : {}),
    })
    return
  }
  const chosen = Array.isArray(parsed.value) ? parsed.value : [parsed.value]
  const unknown = chosen.find((one) => one !== null && field.choices?.has(String(one)) === false)
  if (unknown !== undefined) {
    const params = { value: String(unknown) }
    result.issues.push({ path: name, code: DETAIL.unknownChoice, params })
    return
  }
  result.values[name] = parsed.value
}

function systemValue(
  result: Validated,
  name: string,
  value: Json,
  rights: WriteRights,
  types: FieldTypes
): void {
  const mayGive = GIVEN.has(name) && (rights.system || name !== 'created_at')
  if (!mayGive) {
    result.issues.push({ path: name, code: DETAIL.readOnly })
    return
  }
  const definition = systemField(name as (typeof GIVEN_SYSTEM)[number])
  parseInto(result, name, { type: types.get(definition.type), definition, choices: null }, value)
}

function refusal(model: EntityModel, field: ModelField, rights: WriteRights): string | null {
  if (isComputed(field.definition)) return DETAIL.readOnly
  if (rights.system) return null
  if (rights.level(field.name) !== 'write') return 'E_FIELD_FORBIDDEN'
  if (field.definition.type === 'autonumber' && !rights.autonumbers) return DETAIL.readOnly
  if (field.definition.readOnly) return DETAIL.readOnly
  const { systemManaged, editableFields } = model.definition
  return systemManaged && !editableFields?.includes(field.name) ? DETAIL.readOnly : null
}

/** Checks each value that was given. Keys of the answer are those of the input that were right. */
export function validateInput(
  model: EntityModel,
  input: unknown,
  rights: WriteRights,
  types: FieldTypes
): Validated {
  const result: Validated = { values: {}, issues: [] }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    result.issues.push({ path: '', code: DETAIL.notAnObject })
    return result
  }
  const given = input as Record<string, Json>
  for (const name in given) {
    const value = given[name]
    if (value === undefined) continue
    const field = model.fields.get(name)
    if (field) {
      const code = refusal(model, field, rights)
      if (code) {
        result.issues.push({ path: name, code, params: { entity: model.name, field: name } })
      } else parseInto(result, name, field, value)
    } else if (isSystemField(name)) systemValue(result, name, value, rights, types)
    else {
      const params = { entity: model.name, field: name }
      result.issues.push({ path: name, code: 'E_UNKNOWN_FIELD', params })
    }
  }
  return result
}

/** Fields that must have a value and have none, and dependent choices that do not belong to their parent's value. */
export function checkWhole(
  model: EntityModel,
  values: FieldValues,
  changed?: ReadonlySet<string>
): ErrorDetail[] {
  const issues: ErrorDetail[] = []
  for (const { name } of model.required) {
    if ((values[name] ?? null) === null && (!changed || changed.has(name))) {
      issues.push({ path: name, code: DETAIL.required })
    }
  }
  for (const { name, parent } of model.dependent) {
    if (!parent || (changed && !changed.has(name) && !changed.has(parent.field))) continue
    const value = values[name] ?? null
    const decider = values[parent.field] ?? null
    if (value === null || decider === null) continue
    const parents = parent.parents.get(String(value))
    if (parents && !parents.includes(String(decider))) {
      issues.push({ path: name, code: DETAIL.choiceParent, params: { value: String(value) } })
    }
  }
  return issues
}
