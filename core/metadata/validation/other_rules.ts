import {
  DEPTHS,
  PRIVILEGES,
  type ChoiceListDefinition,
  type EntityDefinition,
  type RoleDefinition,
  type ViewDefinition,
} from '#core/metadata/types'
import type { IssueList, ValidationContext } from '#core/metadata/validation/context'
import { isObject } from '#core/metadata/layers/types'
import { isSystemField } from '#core/records/system_fields'
import { checkFilter, resolvePath } from '#core/metadata/validation/path_rules'
import { checkLabel, isTextList } from '#core/metadata/validation/shape'
import { checkPresentation, checkRoleAudience } from '#core/metadata/validation/view_rules'
import { isChoiceValue } from '#core/metadata/validation/names'

export function checkChoiceList(
  issues: IssueList,
  context: ValidationContext,
  list: ChoiceListDefinition
): void {
  checkLabel(issues, list.label, 'label')
  const parent =
    list.parentList === undefined ? null : context.definitions.choice_list.get(list.parentList)
  issues.require(parent !== undefined, 'E_UNKNOWN_CHOICE_LIST', 'parentList', {
    list: list.parentList ?? '',
  })
  const ring = ringOf(context.definitions.choice_list, list)
  if (ring) issues.add('E_CHOICE_LIST_RING', 'parentList', { ring: ring.join(' → ') })
  if (!issues.require(isObject(list.options), 'E_WRONG_TYPE', 'options')) return
  for (const [value, option] of Object.entries(list.options)) {
    const path = `options.${value}`
    issues.require(isChoiceValue(value), 'E_CHOICE_VALUE', path, { value })
    if (!issues.require(isObject(option), 'E_WRONG_TYPE', path)) continue
    checkLabel(issues, option.label, `${path}.label`)
    if (option.parents === undefined) continue
    if (!issues.require(isTextList(option.parents), 'E_WRONG_TYPE', `${path}.parents`)) continue
    for (const name of option.parents) {
      const known = parent ? Object.hasOwn(parent.options, name) : false
      issues.require(known, 'E_UNKNOWN_CHOICE', `${path}.parents`, { value: name })
    }
  }
}

/** The way from a list over its parents back to itself; null where it does not lead there. */
function ringOf(
  lists: ReadonlyMap<string, ChoiceListDefinition>,
  list: ChoiceListDefinition
): string[] | null {
  const way = [list.name]
  for (let at = list.parentList; at !== undefined; at = lists.get(at)?.parentList) {
    if (at === list.name) return [...way, at]
    if (way.includes(at)) return null
    way.push(at)
  }
  return null
}

/** The entity that a view or a form is of, with an issue where there is none. */
export function entityOf(
  issues: IssueList,
  context: ValidationContext,
  name: string
): EntityDefinition | undefined {
  const entity = context.definitions.entity.get(name)
  const known = entity !== undefined && !entity.removed
  return issues.require(known, 'E_UNKNOWN_ENTITY', 'entity', { entity: String(name) })
    ? entity
    : undefined
}

export function checkView(
  issues: IssueList,
  context: ValidationContext,
  view: ViewDefinition
): void {
  checkLabel(issues, view.label, 'label')
  const entity = entityOf(issues, context, view.entity)
  if (!entity) return
  const unknown = (path: string) => ({ entity: entity.name, field: path })
  if (issues.require(Array.isArray(view.columns), 'E_WRONG_TYPE', 'columns')) {
    for (const [at, column] of view.columns.entries()) {
      const path = isObject(column) ? String(column.path) : ''
      const known = resolvePath(context, entity, path) !== null || isRemoved(entity, path)
      issues.require(known, 'E_UNKNOWN_FIELD', `columns.${at}.path`, unknown(path))
    }
  }
  if (view.filter !== undefined) checkFilter(issues, context, entity, view.filter, 'filter')
  for (const [at, sort] of (view.sort ?? []).entries()) {
    const field = resolvePath(context, entity, String(sort.path))
    if (!issues.require(field !== null, 'E_UNKNOWN_FIELD', `sort.${at}.path`, unknown(sort.path))) {
      continue
    }
    const sortable = field !== null && context.types.get(field.type).sortable
    issues.require(sortable, 'E_NOT_SORTABLE', `sort.${at}.path`, { field: sort.path })
  }
  checkPresentation(issues, context, entity, view)
  checkRoleAudience(issues, context, view.audience)
}

/** A column of a removed field stays in the definition and is simply not shown, until the field is put back or purged. */
function isRemoved(entity: EntityDefinition, path: string): boolean {
  const [first = ''] = path.split('.')
  return Object.hasOwn(entity.fields, first) && entity.fields[first]?.removed === true
}

export function checkRole(
  issues: IssueList,
  context: ValidationContext,
  role: RoleDefinition
): void {
  checkLabel(issues, role.label, 'label')
  if (!issues.require(isObject(role.entities), 'E_WRONG_TYPE', 'entities')) return
  for (const [name, grants] of Object.entries(role.entities)) {
    const path = `entities.${name}`
    const known = name === '*' || context.definitions.entity.has(name)
    issues.require(known, 'E_UNKNOWN_ENTITY', path, { entity: name })
    for (const [privilege, depth] of Object.entries(grants)) {
      const fine = oneOf(PRIVILEGES, privilege) && oneOf(DEPTHS, depth)
      issues.require(fine, 'E_PRIVILEGE', `${path}.${privilege}`)
    }
  }
  checkRoleFields(issues, context, role)
  for (const permission of role.permissions ?? []) {
    const known = context.permissions === null || context.permissions.has(permission)
    issues.require(known, 'E_UNKNOWN_PERMISSION', 'permissions', { permission })
  }
}

function checkRoleFields(
  issues: IssueList,
  context: ValidationContext,
  role: RoleDefinition
): void {
  for (const [name, fields] of Object.entries(role.fields ?? {})) {
    const entity = context.definitions.entity.get(name)
    const path = `fields.${name}`
    if (!issues.require(entity !== undefined, 'E_UNKNOWN_ENTITY', path, { entity: name })) continue
    for (const [field, level] of Object.entries(fields)) {
      const known = isSystemField(field) || Object.hasOwn(entity?.fields ?? {}, field)
      issues.require(known, 'E_UNKNOWN_FIELD', `${path}.${field}`, { entity: name, field })
      const fine = oneOf(['none', 'masked', 'read', 'write'], level)
      issues.require(fine, 'E_PRIVILEGE', `${path}.${field}`)
    }
  }
}

function oneOf(allowed: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && allowed.includes(value)
}
