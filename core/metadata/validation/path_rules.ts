import type { EntityDefinition, FieldDefinition } from '#core/metadata/types'
import { OPERATORS, type Operator } from '#core/records/types'
import type { IssueList, ValidationContext } from '#core/metadata/validation/context'
import { operatorsOf } from '#core/metadata/field_type'
import { fieldOf } from '#core/records/system_fields'
import { isObject } from '#core/metadata/layers/types'

/** The field at the end of a path over look-ups, or null. A removed field is not there. */
export function resolvePath(
  context: ValidationContext,
  entity: EntityDefinition,
  path: string
): FieldDefinition | null {
  let at: EntityDefinition | undefined = entity
  const steps = path.split('.')
  for (const [index, step] of steps.entries()) {
    const field: FieldDefinition | undefined = at ? fieldOf(at, step) : undefined
    if (!field) return null
    if (index === steps.length - 1) return field
    if (field.type !== 'lookup') return null
    at = context.definitions.entity.get(field.target)
  }
  return null
}

/** Checks a filter of a view against the entity: shape, paths, operators. */
export function checkFilter(
  issues: IssueList,
  context: ValidationContext,
  entity: EntityDefinition,
  filter: unknown,
  path: string
): void {
  if (!issues.require(isObject(filter), 'E_FILTER', path)) return
  const node = filter as Record<string, unknown>
  for (const key of ['and', 'or'] as const) {
    const parts = node[key]
    if (parts === undefined) continue
    if (!issues.require(Array.isArray(parts), 'E_FILTER', `${path}.${key}`)) return
    for (const [at, part] of (parts as unknown[]).entries()) {
      checkFilter(issues, context, entity, part, `${path}.${key}.${at}`)
    }
    return
  }
  if (node.not !== undefined) return checkFilter(issues, context, entity, node.not, `${path}.not`)
  checkLeaf(issues, context, entity, node, path)
}

function checkLeaf(
  issues: IssueList,
  context: ValidationContext,
  entity: EntityDefinition,
  node: Record<string, unknown>,
  path: string
): void {
  if (!issues.require(typeof node.path === 'string', 'E_FILTER', path)) return
  const field = resolvePath(context, entity, String(node.path))
  const params = { entity: entity.name, field: String(node.path) }
  if (!issues.require(field !== null, 'E_UNKNOWN_FIELD', `${path}.path`, params) || !field) return
  const inner = node.some ?? node.none
  if (inner !== undefined) {
    const target =
      field.type === 'one_to_many' || field.type === 'many_to_many'
        ? context.definitions.entity.get(field.target)
        : null
    if (!issues.require(Boolean(target), 'E_FILTER', path) || !target) return
    checkFilter(issues, context, target, inner, `${path}.${node.some ? 'some' : 'none'}`)
    return
  }
  const known = OPERATORS.includes(node.op as Operator)
  const fits =
    known &&
    context.types.has(field.type) &&
    operatorsOf(context.types.get(field.type), field).includes(node.op as Operator)
  issues.require(fits, 'E_OPERATOR', `${path}.op`, { operator: String(node.op), type: field.type })
}
