import { compileForm } from '#core/forms/compiled_form'
import { FORM_KINDS, type FormElement, type FormRule } from '#core/forms/model'
import { isObject } from '#core/metadata/layers/types'
import type { FormDefinition } from '#core/metadata/types'
import type { IssueList, ValidationContext } from '#core/metadata/validation/context'
import { checkField } from '#core/metadata/validation/field_rules'
import { checkExpression, scopesOf, type FormScope } from '#core/metadata/validation/form_scopes'
import { checkFormScoring, checkInputScoring } from '#core/metadata/validation/form_scoring_rules'
import { checkParent } from '#core/metadata/validation/form_structure_rules'
import { checkOwnProperties } from '#core/metadata/validation/form_element_rules'
import { isName } from '#core/metadata/validation/names'
import { entityOf } from '#core/metadata/validation/other_rules'
import { checkLabel, isTextList } from '#core/metadata/validation/shape'
import { fieldOf, isSystemField } from '#core/records/system_fields'

/** Checks one form: each element alone, how they stand to each other and to the entity, and that its expressions can be computed. */
export function checkForm(
  issues: IssueList,
  context: ValidationContext,
  form: FormDefinition
): void {
  checkLabel(issues, form.label, 'label')
  issues.require(FORM_KINDS.includes(form.kind), 'E_WRONG_TYPE', 'kind')
  const entity = entityOf(issues, context, form.entity)
  if (!issues.require(isObject(form.elements), 'E_WRONG_TYPE', 'elements') || !entity) return
  checkAudience(issues, context, form)
  checkAnswersField(issues, form, entity.fields)
  checkFormScoring(issues, form)
  const before = issues.issues.length
  const scopes = scopesOf(context, entity, form)
  const outer = scopes.outer
  if (form.when !== undefined) checkExpression(issues, form.when, 'when', outer, scopes)
  const seen = new Map<FormScope, Set<string>>()
  for (const [name, element] of Object.entries(form.elements)) {
    const path = `elements.${name}`
    issues.require(isName(name), 'E_NAME_PATTERN', path, { name })
    if (!issues.require(isObject(element), 'E_WRONG_TYPE', path) || element.removed) continue
    checkParent(issues, form, name, element)
    const scope = scopes.of(name)
    checkElement(issues, context, { form, name, element, scope, path })
    if (element.kind === 'field') checkOnce(issues, seen, scope, element.field, path)
    for (const [at, feel] of expressionsOf(element)) {
      checkExpression(issues, feel, `${path}.${at}`, scope, scopes)
    }
  }
  /** Circles are looked for once all else is right: in a broken form they would only repeat what was said. */
  if (issues.issues.length === before) checkCycles(issues, context, form)
}

function checkAudience(issues: IssueList, context: ValidationContext, form: FormDefinition): void {
  const pages = form.pages === undefined || ['tabs', 'steps'].includes(form.pages)
  issues.require(pages, 'E_WRONG_TYPE', 'pages')
  if (form.roles === undefined) return
  if (!issues.require(isTextList(form.roles), 'E_WRONG_TYPE', 'roles')) return
  for (const role of form.roles) {
    issues.require(context.definitions.role.has(role), 'E_VIEW_ROLE', 'roles', { role })
  }
}

function checkAnswersField(
  issues: IssueList,
  form: FormDefinition,
  fields: Readonly<Record<string, { type: string }>>
): void {
  const { answersField } = form
  if (answersField === undefined) {
    const asks = Object.entries(form.elements).find(
      ([, element]) => isObject(element) && !element.removed && isAsked(form, element)
    )
    if (asks) issues.add('E_FORM_ANSWERS_FIELD', `elements.${asks[0]}`)
    return
  }
  const field = Object.hasOwn(fields, answersField) ? fields[answersField] : undefined
  issues.require(field?.type === 'json', 'E_FORM_ANSWERS_FIELD', 'answersField')
}

/** A question of the record itself; those of a repeater are kept in its rows. */
function isAsked({ elements }: FormDefinition, element: FormElement): boolean {
  if (element.kind !== 'question') return false
  for (let at = element.parent, steps = 0; at !== undefined && steps < 100; steps++) {
    const parent: FormElement | undefined = Object.hasOwn(elements, at) ? elements[at] : undefined
    if (parent?.kind === 'repeater') return false
    at = parent?.parent
  }
  return true
}

interface Placed {
  form: FormDefinition
  name: string
  element: FormElement
  scope: FormScope
  path: string
}

function checkElement(issues: IssueList, context: ValidationContext, placed: Placed): void {
  const { name, element, scope, path } = placed
  for (const text of ['label', 'help'] as const) {
    if (element[text] !== undefined) checkLabel(issues, element[text], `${path}.${text}`)
  }
  checkOwnProperties(issues, scope, element, path)
  if (element.kind === 'field') {
    const field = String(element.field)
    const known =
      isSystemField(field) || (scope.entity !== null && Object.hasOwn(scope.entity.fields, field))
    const entity = scope.entity?.name ?? ''
    issues.require(known, 'E_UNKNOWN_FIELD', `${path}.field`, { entity, field })
  }
  if (element.kind === 'question') {
    if (scope.isRelation) issues.add('E_FORM_PLACE', path, { kind: 'question', parent: 'repeater' })
    const free = !scope.entity || !fieldOf(scope.entity, name)
    issues.require(free, 'E_FORM_QUESTION_NAME', path, { name })
    if (issues.require(isObject(element.definition), 'E_WRONG_TYPE', `${path}.definition`)) {
      const { definition } = element
      checkField(issues, context, scope.entity?.name ?? '', definition, `${path}.definition`)
    }
  }
  if (element.kind !== 'field' && element.kind !== 'question') return
  checkRules(issues, element.rules, `${path}.rules`)
  if (element.scoring !== undefined) checkInputScoring(issues, element.scoring, `${path}.scoring`)
}

function checkRules(issues: IssueList, rules: Record<string, FormRule> | undefined, path: string) {
  if (rules === undefined) return
  if (!issues.require(isObject(rules), 'E_WRONG_TYPE', path)) return
  for (const [name, rule] of Object.entries(rules)) {
    if (!issues.require(isObject(rule), 'E_WRONG_TYPE', `${path}.${name}`)) continue
    checkLabel(issues, rule.message, `${path}.${name}.message`)
    const known = rule.level === undefined || ['error', 'warning'].includes(rule.level)
    issues.require(known, 'E_WRONG_TYPE', `${path}.${name}.level`)
  }
}

function checkOnce(
  issues: IssueList,
  seen: Map<FormScope, Set<string>>,
  scope: FormScope,
  field: string,
  path: string
): void {
  const own = seen.get(scope) ?? new Set()
  issues.require(!own.has(field), 'E_FIELD_TWICE', `${path}.field`, { field: String(field) })
  seen.set(scope, own.add(field))
}

/** Every expression of an element with its path. */
function expressionsOf(element: FormElement): [string, unknown][] {
  const found: [string, unknown][] = [['visibleWhen', element.visibleWhen]]
  if (element.kind === 'field' || element.kind === 'question') {
    const { requiredWhen, readOnlyWhen, value, rules } = element
    found.push(['requiredWhen', requiredWhen], ['readOnlyWhen', readOnlyWhen], ['value', value])
    for (const [name, rule] of Object.entries(isObject(rules) ? rules : {})) {
      if (isObject(rule)) found.push([`rules.${name}.valid`, rule.valid])
    }
  }
  return found.filter(([, feel]) => feel !== undefined)
}

function checkCycles(issues: IssueList, context: ValidationContext, form: FormDefinition): void {
  const { entity: entities } = context.definitions
  const entity = entities.get(form.entity)
  if (!entity) return
  for (const cycle of compileForm(form, entity, (name) => entities.get(name)).cycles) {
    const way = cycle.map((node) => node.split(':')[1] ?? node)
    const [first = ''] = way
    const at = Object.entries(form.elements).find(
      ([name, element]) =>
        name === first || (element.kind === 'field' && !element.removed && element.field === first)
    )
    issues.add('E_FORM_CYCLE', `elements.${at?.[0] ?? first}`, { way: way.join(' → ') })
  }
}
