/// <reference path="./dmn_moddle.d.ts" />
import { DmnModdle } from 'dmn-moddle'
import { isFeel } from '#core/expressions/feel'
import { isSafeTest } from '#core/workflow/decisions/kernel/tests'
import {
  AGGREGATIONS,
  HIT_POLICIES,
  type Decision,
  type DecisionFault,
  type Decisions,
} from '#core/workflow/decisions/kernel/types'

export interface ParsedDecisions {
  decisions: Decisions
  faults: DecisionFault[]
}

interface Element {
  $type: string
  id?: string
  name?: string
  [property: string]: unknown
}

const MAX_XML = 1_000_000
const MAX_RULES = 2_000
const KEY = /^[A-Za-z_][\w-]{0,63}$/

const isElement = (value: unknown): value is Element =>
  typeof value === 'object' && value !== null && '$type' in value
const children = (element: Element, property: string): Element[] => {
  const value = element[property]
  return Array.isArray(value) ? value.filter(isElement) : []
}
const child = (element: Element, property: string): Element | null => {
  const value = element[property]
  return isElement(value) ? value : null
}
const text = (element: Element | null, property = 'text'): string => {
  const value = element?.[property]
  return typeof value === 'string' ? value.trim() : ''
}

/** DMN's XML → decisions that can be evaluated, and every fault. */
export async function parseDecisions(xml: string): Promise<ParsedDecisions> {
  const refused = (code: DecisionFault['code'], params: DecisionFault['params'] = {}) => ({
    decisions: {},
    faults: [{ code, element: null, params }],
  })
  if (xml.length > MAX_XML) return refused('too_large', { limit: MAX_XML })
  if (/<!DOCTYPE/i.test(xml)) return refused('xml_broken', { message: 'DOCTYPE' })
  let root: object
  try {
    root = (await new DmnModdle().fromXML(xml)).rootElement
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return refused('xml_broken', { message: error.message.split('\n')[0] ?? '' })
  }
  if (!isElement(root) || root.$type !== 'dmn:Definitions') return refused('not_dmn')
  const parser = new Parser()
  for (const element of children(root, 'drgElement')) {
    if (element.$type === 'dmn:Decision') parser.decision(element)
  }
  return parser.finish()
}

class Parser {
  readonly #decisions: Decisions = {}
  readonly #faults: DecisionFault[] = []

  #fault(
    code: DecisionFault['code'],
    element: string | null,
    params: DecisionFault['params'] = {}
  ): void {
    this.#faults.push({ code, element, params })
  }

  decision(element: Element): void {
    const key = element.id ?? ''
    if (!KEY.test(key)) return this.#fault('key_wrong', key, { key })
    const base = { key, name: element.name ?? null, requires: requiredBy(element) }
    const logic = child(element, 'decisionLogic')
    if (logic?.$type === 'dmn:DecisionTable') this.#decisions[key] = this.#table(base, logic)
    else if (logic?.$type === 'dmn:LiteralExpression') {
      const expression = text(logic)
      this.#expression(key, expression)
      const variable = child(element, 'variable')?.name ?? null
      this.#decisions[key] = { ...base, kind: 'expression', expression, variable }
    } else this.#fault('decision_empty', key)
  }

  #expression(element: string, expression: string): void {
    if (!isFeel(expression)) this.#fault('expression_invalid', element, { expression })
  }

  #table(base: Pick<Decision, 'key' | 'name' | 'requires'>, logic: Element): Decision {
    const { key } = base
    const hitPolicy = HIT_POLICIES.find((one) => one === (logic.hitPolicy ?? 'UNIQUE'))
    const aggregation = AGGREGATIONS.find((one) => one === logic.aggregation) ?? null
    if (!hitPolicy) this.#fault('hit_policy_unknown', key, { policy: String(logic.hitPolicy) })
    const inputs = children(logic, 'input').map((input) => {
      const expression = text(child(input, 'inputExpression'))
      this.#expression(input.id ?? key, expression)
      return { expression, label: text(input, 'label') || null }
    })
    const outputs = children(logic, 'output').map((output) => ({
      name: text(output, 'name'),
      values: listed(text(child(output, 'outputValues'))),
    }))
    if (outputs.length > 1 && outputs.some(({ name }) => name === '')) {
      this.#fault('output_nameless', key)
    }
    if (outputs.length > 1 && aggregation) this.#fault('aggregation_of_several', key)
    const rules = children(logic, 'rule').map((rule) => {
      const tests = children(rule, 'inputEntry').map((entry) => text(entry))
      const results = children(rule, 'outputEntry').map((entry) => text(entry))
      const at = rule.id ?? key
      if (tests.length !== inputs.length || results.length !== outputs.length) {
        this.#fault('rule_length', at)
      }
      for (const test of tests) {
        if (!isSafeTest(test)) this.#fault('expression_invalid', at, { expression: test })
      }
      for (const result of results) if (result !== '') this.#expression(at, result)
      return { tests, results }
    })
    if (rules.length > MAX_RULES) this.#fault('too_large', key, { limit: MAX_RULES })
    return {
      ...base,
      kind: 'table',
      hitPolicy: hitPolicy ?? 'UNIQUE',
      aggregation,
      inputs,
      outputs,
      rules,
    }
  }

  finish(): ParsedDecisions {
    const all = Object.values(this.#decisions)
    if (all.length === 0 && this.#faults.length === 0) this.#fault('no_decision', null)
    for (const { key, requires } of all) {
      const missing = requires.find((one) => !this.#decisions[one])
      if (missing) this.#fault('required_missing', key, { decision: missing })
      if (this.#isCircle(key, key, new Set())) this.#fault('required_circle', key)
    }
    return { decisions: this.#decisions, faults: this.#faults }
  }

  #isCircle(start: string, at: string, seen: Set<string>): boolean {
    return (this.#decisions[at]?.requires ?? []).some((next) => {
      if (next === start) return true
      if (seen.has(next)) return false
      seen.add(next)
      return this.#isCircle(start, next, seen)
    })
  }
}

function requiredBy(element: Element): string[] {
  return children(element, 'informationRequirement').flatMap((requirement) => {
    const href = child(requirement, 'requiredDecision')?.href
    return typeof href === 'string' ? [href.replace(/^#/, '')] : []
  })
}

/** `"high","low"`: commas inside of texts do not count. */
function listed(values: string): string[] {
  return values === ''
    ? []
    : (values.match(/"(?:[^"\\]|\\.)*"|[^,\s][^,]*/g) ?? []).map((one) => one.trim())
}
