import { MATCHED_TYPES } from '#core/metadata/field_types/match_types'
import { analyseFeel } from '#core/expressions/feel'
import { formulaPaths, usable } from '#core/metadata/computed'
import { isObject } from '#core/metadata/layers/types'
import {
  DUPLICATE_SCOPES,
  MATCH_KINDS,
  type DuplicateRuleDefinition,
  type EntityDefinition,
} from '#core/metadata/types'
import type { IssueList, ValidationContext } from '#core/metadata/validation/context'
import { isName } from '#core/metadata/validation/names'
import { checkLabel, checkOptional, isTextList } from '#core/metadata/validation/shape'

const isShare = (value: unknown) => typeof value === 'number' && value >= 0 && value <= 1

/** A rule compares fields that are there in ways that suit them, and says from which score it warns. */
export function checkDuplicateRule(
  issues: IssueList,
  context: ValidationContext,
  rule: DuplicateRuleDefinition
): void {
  checkLabel(issues, rule.label, 'label')
  for (const name of ['warn', 'block', 'list'] as const) {
    const given = name === 'warn' || rule[name] !== undefined
    if (given) issues.require(isShare(rule[name]) && rule[name] !== 0, 'E_SHARE', name)
  }
  checkOptional(issues, { ...rule }, 'boolean', ['off'], '')
  const scoped = rule.scope === undefined || DUPLICATE_SCOPES.includes(rule.scope)
  issues.require(scoped, 'E_WRONG_TYPE', 'scope')
  const entity = context.definitions.entity.get(rule.entity)
  const known = entity !== undefined && !entity.removed
  const params = { entity: String(rule.entity) }
  if (!issues.require(known, 'E_UNKNOWN_ENTITY', 'entity', params) || !entity) return
  if (rule.condition !== undefined) checkCondition(issues, entity, rule.condition)
  if (!issues.require(isObject(rule.parts), 'E_WRONG_TYPE', 'parts')) return
  const used = Object.entries(rule.parts).filter(([, { removed }]) => !removed)
  issues.require(used.length > 0, 'E_RULE_WITHOUT_PARTS', 'parts')
  for (const [name] of used) checkPart(issues, entity, rule, name)
}

function checkPart(
  issues: IssueList,
  entity: EntityDefinition,
  rule: DuplicateRuleDefinition,
  name: string
): void {
  const part = rule.parts[name]
  const path = `parts.${name}`
  if (!part) return
  issues.require(isName(name), 'E_NAME_PATTERN', path, { name })
  issues.require(isShare(part.weight) && part.weight > 0, 'E_SHARE', `${path}.weight`)
  for (const key of ['against', 'likeness'] as const) {
    if (part[key] !== undefined) issues.require(isShare(part[key]), 'E_SHARE', `${path}.${key}`)
  }
  const matches = MATCH_KINDS.includes(part.how)
  if (!issues.require(matches, 'E_WRONG_TYPE', `${path}.how`)) return
  const listed = isTextList(part.fields) && part.fields.length > 0
  if (!issues.require(listed, 'E_WRONG_TYPE', `${path}.fields`)) return
  for (const field of part.fields) {
    const found = usable(entity, field)
    const params = { entity: entity.name, field }
    if (!issues.require(found !== undefined, 'E_UNKNOWN_FIELD', `${path}.fields`, params)) continue
    const suits = found !== undefined && MATCHED_TYPES[part.how].includes(found.type)
    issues.require(suits, 'E_MATCH_FIELD', `${path}.fields`, params)
  }
}

function checkCondition(issues: IssueList, entity: EntityDefinition, condition: unknown): void {
  if (!issues.require(typeof condition === 'string', 'E_EXPRESSION', 'condition')) return
  const text = String(condition)
  const { faults } = analyseFeel(text)
  for (const { code, from, to } of faults) issues.add(code, 'condition', { from, to })
  if (faults.length > 0) return
  for (const [first = ''] of formulaPaths(text)) {
    const params = { entity: entity.name, field: first }
    const own = usable(entity, first)
    issues.require(own !== undefined, 'E_UNKNOWN_FIELD', 'condition', params)
  }
}
