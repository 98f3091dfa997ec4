import { analyseFeel } from '#core/expressions/analysis'
import type { FieldDefinition, LocalizedText } from '#core/metadata/types'
import type { FormDefinition, FormElement } from '#core/forms/model'
import { valueAt } from '#core/forms/edits'
import { mayContain } from './placement.js'
import { ancestorsOf, rowsOf, treeOf } from './tree.js'

/** A fault that publishing would be refused for, or something to think about. The code names a text. */
export interface LintIssue {
  readonly code: string
  readonly level: 'error' | 'warning'
  /** Null: the form as a whole. */
  readonly element: string | null
  /** Dotted path of the property inside the element or the form. */
  readonly property: string
  readonly params?: Readonly<Record<string, string | number>>
}

export interface LintContext {
  /** Fields that an element in this container can show; null where they are not known. */
  fieldsAt: (container: string | null) => Readonly<Record<string, FieldDefinition>> | null
  roles: ReadonlySet<string> | null
}

export const FEEL_PROPERTIES = ['visibleWhen', 'requiredWhen', 'readOnlyWhen', 'value'] as const

/** Everything wrong with a form as far as it can be said without the server. */
export function lintForm(form: FormDefinition, context: LintContext): LintIssue[] {
  const issues: LintIssue[] = []
  const tree = treeOf(form)
  if (!form.label.en.trim()) issues.push(fault('E_LABEL_MISSING', null, 'label'))
  if (form.when !== undefined) issues.push(...feelFaults(form.when, null, 'when'))
  for (const [name, element] of Object.entries(form.elements)) {
    if (element.removed) continue
    if (!tree.parent.has(name)) {
      if (!withinRemoved(form, name)) issues.push(fault('lint_unreachable', name, 'parent'))
      continue
    }
    issues.push(...placeFaults(form, name, element))
    issues.push(...elementFaults(form, context, name, element))
  }
  issues.push(...twice(form), ...circles(form), ...bandFaults(form))
  return issues
}

const fault = (
  code: string,
  element: string | null,
  property: string,
  params?: LintIssue['params']
): LintIssue => ({ code, level: 'error', element, property, ...(params ? { params } : {}) })

function withinRemoved(form: FormDefinition, name: string): boolean {
  const seen = new Set<string>()
  for (let at = form.elements[name]?.parent; at !== undefined && !seen.has(at);) {
    seen.add(at)
    if (form.elements[at]?.removed) return true
    at = form.elements[at]?.parent
  }
  return false
}

function placeFaults(form: FormDefinition, name: string, element: FormElement): LintIssue[] {
  const { parent } = element
  if (parent !== undefined && !form.elements[parent])
    return [fault('lint_no_container', name, 'parent')]
  const container = parent === undefined ? null : (form.elements[parent]?.kind ?? null)
  return mayContain(container, element.kind) ? [] : [fault('lint_place', name, 'parent')]
}

function elementFaults(
  form: FormDefinition,
  context: LintContext,
  name: string,
  element: FormElement
): LintIssue[] {
  const issues: LintIssue[] = []
  const text = (value: LocalizedText | undefined, property: string) => {
    if (value !== undefined && !(value.en ?? '').trim())
      issues.push(fault('E_LABEL_MISSING', name, property))
  }
  text(element.label, 'label')
  text(element.help, 'help')
  for (const property of FEEL_PROPERTIES) {
    const expression = valueAt(element, [property])
    if (typeof expression === 'string') issues.push(...feelFaults(expression, name, property))
  }
  if (element.kind === 'question') text(element.definition.label, 'definition.label')
  if (
    element.kind === 'question' &&
    element.definition.type === 'choice' &&
    !element.definition.choices
  )
    issues.push(fault('lint_no_choices', name, 'definition.choices'))
  if (
    element.kind === 'question' &&
    form.answersField === undefined &&
    rowsOf(form, element.parent ?? null) === null
  )
    issues.push(fault('lint_answers_field', name, 'kind'))
  if (element.kind === 'field' || element.kind === 'question') {
    for (const [rule, { valid, message }] of Object.entries(element.rules ?? {})) {
      issues.push(...feelFaults(valid, name, `rules.${rule}.valid`))
      text(message, `rules.${rule}.message`)
    }
  }
  issues.push(...fieldFaults(context, name, element))
  return issues
}

const WANTED: Partial<Record<FormElement['kind'], readonly string[]>> = {
  repeater: ['one_to_many', 'json'],
  related_list: ['one_to_many'],
}

function fieldFaults(context: LintContext, name: string, element: FormElement): LintIssue[] {
  if (!('field' in element)) return []
  const { field } = element
  if (element.kind === 'recording_player' && field === undefined) return []
  const known = context.fieldsAt(element.parent ?? null)
  if (known === null || field === undefined) return []
  const definition = known[field]
  if (!definition || definition.removed)
    return [fault(field === '' ? 'lint_no_field' : 'lint_unknown_field', name, 'field', { field })]
  const wanted = WANTED[element.kind]
  if (wanted && !wanted.includes(definition.type)) return [fault('lint_field_type', name, 'field')]
  return []
}

function feelFaults(expression: string, element: string | null, property: string): LintIssue[] {
  return analyseFeel(expression)
    .faults.slice(0, 1)
    .map(({ code }) => fault(code, element, property))
}

function twice(form: FormDefinition): LintIssue[] {
  const seen = new Set<string>()
  return treeOf(form).order.flatMap((name) => {
    const element = form.elements[name]
    if (element?.kind !== 'field') return []
    const where = `${rowsOf(form, element.parent ?? null) ?? ''}/${element.field}`
    if (seen.has(where)) return [fault('E_FIELD_TWICE', name, 'field', { field: element.field })]
    seen.add(where)
    return []
  })
}

/** The name under which expressions mean an input: its field's, or a question's own. */
export const inputName = (name: string, element: FormElement): string =>
  element.kind === 'field' ? element.field : name

/** Values that need each other: each circle once, as the names on it in order. */
export function circlesOf(form: FormDefinition): string[][] {
  const needs = new Map<string, readonly string[]>()
  const elements = new Map<string, string>()
  for (const name of treeOf(form).order) {
    const element = form.elements[name]
    if (element?.kind !== 'field' && element?.kind !== 'question') continue
    const own = inputName(name, element)
    elements.set(own, name)
    if (element.value === undefined) continue
    const names = analyseFeel(element.value).names.map(([first = '']) => first)
    needs.set(own, names)
  }
  const found: string[][] = []
  const state = new Map<string, 'open' | 'done'>()
  const visit = (name: string, path: string[]): void => {
    if (state.get(name) === 'done') return
    if (state.get(name) === 'open') {
      found.push(path.slice(path.indexOf(name), -1))
      return
    }
    state.set(name, 'open')
    for (const next of needs.get(name) ?? []) if (needs.has(next)) visit(next, [...path, next])
    state.set(name, 'done')
  }
  for (const name of needs.keys()) visit(name, [name])
  return found.map((circle) => circle.map((own) => elements.get(own) ?? own))
}

function circles(form: FormDefinition): LintIssue[] {
  return circlesOf(form).map((circle) =>
    fault('lint_circle', circle[0] ?? null, 'value', { circle: [...circle, circle[0]].join(' → ') })
  )
}

function bandFaults(form: FormDefinition): LintIssue[] {
  return Object.entries(form.scoring?.bands ?? {}).flatMap(([name, band]) =>
    (band.label.en ?? '').trim()
      ? []
      : [fault('E_LABEL_MISSING', null, `scoring.bands.${name}.label`)]
  )
}

/** The element that an issue of the server is about, from the path inside the definition. */
export function elementOfPath(
  form: FormDefinition,
  path: string
): { element: string | null; property: string } {
  const [root, name = '', ...rest] = path.split('.')
  if (root === 'elements' && form.elements[name]) return { element: name, property: rest.join('.') }
  return { element: null, property: path }
}

export const isAround = (form: FormDefinition, name: string, container: string): boolean =>
  ancestorsOf(form, name).includes(container)
