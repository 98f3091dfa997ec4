import { analyseFeel } from '#core/expressions/feel'
import {
  cycleOf,
  filterPaths,
  formulaPaths,
  placeText,
  rollupSource,
  usable,
  type FieldPlace,
} from '#core/metadata/computed'
import {
  isComputed,
  isNumeric,
  isSensitive,
  isTemporal,
  readAs,
} from '#core/metadata/field_types/shapes'
import { FORMULA_RESULTS } from '#core/metadata/field_types/formula_type'
import {
  RECOMPUTE_MODES,
  ROLLUP_FUNCTIONS,
  ROLLUP_RESULTS,
} from '#core/metadata/field_types/rollup_type'
import type { EntityDefinition, FieldDefinition, FieldOf } from '#core/metadata/types'
import type { IssueList, ValidationContext } from '#core/metadata/validation/context'
import { checkFilter } from '#core/metadata/validation/path_rules'

/** Rules for fields whose values are worked out. They need the other fields, so they come when all of those have been looked at. */
export function checkComputed(
  issues: IssueList,
  context: ValidationContext,
  entity: EntityDefinition
): void {
  for (const [name, field] of Object.entries(entity.fields)) {
    if (field.removed || !isComputed(field)) continue
    const path = `fields.${name}`
    const before = issues.issues.length
    if (field.type === 'formula') checkFormula(issues, context, entity, field, path)
    if (field.type === 'rollup') checkRollup(issues, context, entity, field, path)
    const never = field.required !== true && field.default === undefined && field.unique !== true
    issues.require(never, 'E_COMPUTED_FLAGS', path)
    if (issues.issues.length > before) continue
    checkCycle(issues, context, { entity: entity.name, field: name }, path)
  }
}

function checkCycle(
  issues: IssueList,
  { definitions }: ValidationContext,
  place: FieldPlace,
  path: string
): void {
  const cycle = cycleOf(place, definitions.entity)
  if (cycle) issues.add('E_COMPUTED_CYCLE', path, { cycle: cycle.map(placeText).join(' → ') })
}

function oneOf(allowed: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && allowed.includes(value)
}

/** What is worked out from a masked value tells it, unless it is masked as well. */
function checkSensitive(
  issues: IssueList,
  field: FieldDefinition,
  source: FieldDefinition,
  path: string,
  params: { entity: string; field: string }
): void {
  const covered = !isSensitive(source) || isSensitive(field)
  issues.require(covered, 'E_COMPUTED_SENSITIVE', path, params)
}

function checkFormula(
  issues: IssueList,
  context: ValidationContext,
  entity: EntityDefinition,
  field: FieldOf<'formula'>,
  path: string
): void {
  issues.require(oneOf(FORMULA_RESULTS, field.result), 'E_WRONG_TYPE', `${path}.result`)
  const at = `${path}.expression`
  if (!issues.require(typeof field.expression === 'string', 'E_EXPRESSION', at)) return
  const { faults } = analyseFeel(field.expression)
  for (const { code, from, to } of faults) issues.add(code, at, { from, to })
  if (faults.length > 0) return
  for (const names of formulaPaths(field.expression)) {
    const [first = '', second, ...more] = names
    const own = usable(entity, first)
    const params = { entity: entity.name, field: names.join('.') }
    if (!issues.require(own !== undefined, 'E_UNKNOWN_FIELD', at, params) || !own) continue
    const single = own.type !== 'one_to_many' && own.type !== 'many_to_many'
    if (!issues.require(single, 'E_FORMULA_FIELD', at, params)) continue
    checkSensitive(issues, field, own, at, params)
    if (second === undefined || own.type !== 'lookup') continue
    if (second === 'id' || second === 'label') continue
    const target = usable(context.definitions.entity.get(own.target), second)
    issues.require(target !== undefined, 'E_UNKNOWN_FIELD', at, { ...params, entity: own.target })
    if (target) checkSensitive(issues, field, target, at, params)
    issues.require(more.length === 0 || target?.type !== 'lookup', 'E_FORMULA_DEPTH', at, params)
  }
}

function checkRollup(
  issues: IssueList,
  context: ValidationContext,
  entity: EntityDefinition,
  field: FieldOf<'rollup'>,
  path: string
): void {
  const known = issues.require(
    oneOf(ROLLUP_FUNCTIONS, field.function),
    'E_WRONG_TYPE',
    `${path}.function`
  )
  const { result = 'number', recompute = 'transaction' } = field
  issues.require(oneOf(ROLLUP_RESULTS, result), 'E_WRONG_TYPE', `${path}.result`)
  issues.require(oneOf(RECOMPUTE_MODES, recompute), 'E_WRONG_TYPE', `${path}.recompute`)
  const source = rollupSource(entity, field)
  const child = source ? context.definitions.entity.get(source.entity) : undefined
  const inverse = source ? usable(child, source.inverse) : undefined
  const relates = inverse?.type === 'lookup'
  if (!issues.require(relates, 'E_ROLLUP_RELATION', `${path}.relation`) || !child || !known) return
  if (field.filter !== undefined) {
    checkFilter(issues, context, child, field.filter, `${path}.filter`)
    const plain = !/"(?:some|none|within)"|"me":/.test(JSON.stringify(field.filter))
    const own = !/"path":"[^"]*\./.test(JSON.stringify(field.filter))
    issues.require(plain && own, 'E_ROLLUP_FILTER', `${path}.filter`)
    for (const asked of filterPaths(field.filter)) {
      const input = usable(child, asked)
      const at = { entity: child.name, field: asked }
      if (input) checkSensitive(issues, field, input, `${path}.filter`, at)
    }
  }
  if (field.function === 'count') return
  const params = { entity: child.name, field: String(field.field) }
  const over = field.field === undefined ? undefined : usable(child, field.field)
  if (!issues.require(over !== undefined, 'E_UNKNOWN_FIELD', `${path}.field`, params) || !over)
    return
  checkSensitive(issues, field, over, `${path}.field`, params)
  const ordered = field.function === 'min' || field.function === 'max'
  const numbers = result === 'number' && isNumeric(over)
  const times = ordered && isTemporal(over) && readAs(over).type === result
  issues.require(numbers || times, 'E_ROLLUP_FIELD', `${path}.field`, params)
}
