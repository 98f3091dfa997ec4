import { listIn, objectIn, textIn, type Moddle, type ModdleFactory } from '#ui/diagram/moddle.js'

/** A decision table as it is edited: plain data, so that every step can be undone by keeping what was. */
export interface TableInput {
  id: string
  label: string
  /** FEEL. */
  expression: string
}
export interface TableOutput {
  id: string
  name: string
  label: string
  /** FEEL literals, the most important first: `"high", "low"`. */
  values: string
}
export interface TableRule {
  id: string
  tests: string[]
  results: string[]
  note: string
}
export const HIT_POLICIES = [
  'UNIQUE',
  'FIRST',
  'PRIORITY',
  'ANY',
  'COLLECT',
  'RULE ORDER',
  'OUTPUT ORDER',
] as const
export type HitPolicy = (typeof HIT_POLICIES)[number]
export const AGGREGATIONS = ['', 'SUM', 'MIN', 'MAX', 'COUNT'] as const
export type Aggregation = (typeof AGGREGATIONS)[number]

export interface DecisionTable {
  hitPolicy: HitPolicy
  aggregation: Aggregation
  inputs: TableInput[]
  outputs: TableOutput[]
  rules: TableRule[]
}

/** Ids of new parts: unused in the document. */
export type NewId = (prefix: string) => string

// -------------------------------------------------------------------------------------------------------------- commands

const replaced = <T>(list: readonly T[], at: number, part: Partial<T>): T[] =>
  list.map((one, index) => (index === at ? { ...one, ...part } : one))

export const setInput = (
  table: DecisionTable,
  at: number,
  part: Partial<TableInput>
): DecisionTable => ({ ...table, inputs: replaced(table.inputs, at, part) })
export const setOutput = (
  table: DecisionTable,
  at: number,
  part: Partial<TableOutput>
): DecisionTable => ({ ...table, outputs: replaced(table.outputs, at, part) })

export function addInput(table: DecisionTable, newId: NewId): DecisionTable {
  const input = { id: newId('Input'), label: '', expression: '' }
  return {
    ...table,
    inputs: [...table.inputs, input],
    rules: table.rules.map((rule) => ({ ...rule, tests: [...rule.tests, '-'] })),
  }
}
export function addOutput(table: DecisionTable, newId: NewId): DecisionTable {
  const output = { id: newId('Output'), name: '', label: '', values: '' }
  return {
    ...table,
    outputs: [...table.outputs, output],
    rules: table.rules.map((rule) => ({ ...rule, results: [...rule.results, ''] })),
  }
}
export const removeInput = (table: DecisionTable, at: number): DecisionTable => ({
  ...table,
  inputs: table.inputs.toSpliced(at, 1),
  rules: table.rules.map((rule) => ({ ...rule, tests: rule.tests.toSpliced(at, 1) })),
})
/** A table answers something: the last output stays. */
export const removeOutput = (table: DecisionTable, at: number): DecisionTable =>
  table.outputs.length === 1
    ? table
    : {
        ...table,
        outputs: table.outputs.toSpliced(at, 1),
        rules: table.rules.map((rule) => ({ ...rule, results: rule.results.toSpliced(at, 1) })),
      }

export function setCell(
  table: DecisionTable,
  rule: number,
  part: 'tests' | 'results',
  at: number,
  text: string
): DecisionTable {
  const present = table.rules[rule]
  if (!present || present[part][at] === text) return table
  return { ...table, rules: replaced(table.rules, rule, { [part]: present[part].with(at, text) }) }
}
export const setNote = (table: DecisionTable, rule: number, note: string): DecisionTable => ({
  ...table,
  rules: replaced(table.rules, rule, { note }),
})
/** An empty rule at a place: it fits everything and answers nothing yet. */
export function addRule(table: DecisionTable, at: number, newId: NewId): DecisionTable {
  const rule: TableRule = {
    id: newId('Rule'),
    tests: table.inputs.map(() => '-'),
    results: table.outputs.map(() => ''),
    note: '',
  }
  return { ...table, rules: table.rules.toSpliced(at, 0, rule) }
}
export function duplicateRule(table: DecisionTable, at: number, newId: NewId): DecisionTable {
  const rule = table.rules[at]
  if (!rule) return table
  const copy = { ...rule, id: newId('Rule'), tests: [...rule.tests], results: [...rule.results] }
  return { ...table, rules: table.rules.toSpliced(at + 1, 0, copy) }
}
export const removeRule = (table: DecisionTable, at: number): DecisionTable => ({
  ...table,
  rules: table.rules.toSpliced(at, 1),
})
export function moveRule(table: DecisionTable, at: number, by: number): DecisionTable {
  const rule = table.rules[at]
  const to = at + by
  if (!rule || to < 0 || to >= table.rules.length) return table
  return { ...table, rules: table.rules.toSpliced(at, 1).toSpliced(to, 0, rule) }
}

// -------------------------------------------------------------------------------------------------------------- document

/** The tables of a DMN document. */
export const tablesIn = (definitions: Moddle): Moddle[] =>
  listIn(definitions, 'drgElement').filter(
    (element) =>
      element.$type === 'dmn:Decision' &&
      objectIn(element, 'decisionLogic')?.$type === 'dmn:DecisionTable'
  )

const policyOf = (text: string): HitPolicy => HIT_POLICIES.find((one) => one === text) ?? 'UNIQUE'

export function readTable(decision: Moddle): DecisionTable {
  const logic = objectIn(decision, 'decisionLogic')
  const inputs = logic ? listIn(logic, 'input') : []
  const outputs = logic ? listIn(logic, 'output') : []
  const entry = (list: Moddle[], at: number) => textIn(list[at] ?? null, 'text')
  return {
    hitPolicy: policyOf(textIn(logic, 'hitPolicy')),
    aggregation: AGGREGATIONS.find((one) => one === textIn(logic, 'aggregation')) ?? '',
    inputs: inputs.map((input) => ({
      id: input.id ?? '',
      label: textIn(input, 'label'),
      expression: textIn(objectIn(input, 'inputExpression'), 'text'),
    })),
    outputs: outputs.map((output) => ({
      id: output.id ?? '',
      name: textIn(output, 'name'),
      label: textIn(output, 'label'),
      values: textIn(objectIn(output, 'outputValues'), 'text'),
    })),
    rules: (logic ? listIn(logic, 'rule') : []).map((rule) => {
      const tests = listIn(rule, 'inputEntry')
      const results = listIn(rule, 'outputEntry')
      return {
        id: rule.id ?? '',
        tests: inputs.map((_, at) => entry(tests, at) || '-'),
        results: outputs.map((_, at) => entry(results, at)),
        note: textIn(rule, 'description'),
      }
    }),
  }
}

/**
 * Writes a table into its decision. Parts that were there are changed and not made anew, so that what other tools wrote of them
 * stays.
 */
export function writeTable(factory: ModdleFactory, decision: Moddle, table: DecisionTable): void {
  const logic =
    objectIn(decision, 'decisionLogic') ?? factory.create('dmn:DecisionTable', { id: 'Table_1' })
  decision.set('decisionLogic', logic)
  logic.set('hitPolicy', table.hitPolicy)
  const aggregates = table.hitPolicy === 'COLLECT' && table.aggregation !== ''
  logic.set('aggregation', aggregates ? table.aggregation : undefined)
  const kept = (property: string) =>
    new Map(listIn(logic, property).map((one) => [one.id ?? '', one]))
  const [inputs, outputs, rules] = [kept('input'), kept('output'), kept('rule')]
  const places = {
    inputs: listIn(logic, 'input').map(({ id }) => id ?? ''),
    outputs: listIn(logic, 'output').map(({ id }) => id ?? ''),
  }
  logic.set(
    'input',
    table.inputs.map((input) => {
      const one = inputs.get(input.id) ?? factory.create('dmn:InputClause', { id: input.id })
      one.set('label', input.label || undefined)
      const expression = objectIn(one, 'inputExpression') ?? factory.create('dmn:LiteralExpression')
      expression.set('text', input.expression)
      one.set('inputExpression', expression)
      return one
    })
  )
  logic.set(
    'output',
    table.outputs.map((output) => {
      const one = outputs.get(output.id) ?? factory.create('dmn:OutputClause', { id: output.id })
      one.set('label', output.label || undefined)
      one.set('name', output.name || undefined)
      const values = objectIn(one, 'outputValues') ?? factory.create('dmn:UnaryTests')
      values.set('text', output.values)
      one.set('outputValues', output.values === '' ? undefined : values)
      return one
    })
  )
  logic.set(
    'rule',
    table.rules.map((rule) => {
      const one = rules.get(rule.id) ?? factory.create('dmn:DecisionRule', { id: rule.id })
      one.set('description', rule.note || undefined)
      const entries = (
        property: 'inputEntry' | 'outputEntry',
        type: string,
        texts: readonly string[],
        ids: readonly string[],
        before: readonly string[]
      ) => {
        const old = listIn(one, property)
        one.set(
          property,
          texts.map((text, at) => {
            const entry = old[before.indexOf(ids[at] ?? '')] ?? factory.create(type)
            entry.set('text', text)
            return entry
          })
        )
      }
      const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id)
      entries('inputEntry', 'dmn:UnaryTests', rule.tests, ids(table.inputs), places.inputs)
      entries(
        'outputEntry',
        'dmn:LiteralExpression',
        rule.results,
        ids(table.outputs),
        places.outputs
      )
      return one
    })
  )
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** The document of a new table: one input, one output, one rule. */
export function newDecisionDocument(key: string, name: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="Definitions_${key}" name="${escape(name)}" namespace="urn:peyvand:decision">
  <decision id="${key}" name="${escape(name)}">
    <decisionTable id="Table_1" hitPolicy="FIRST">
      <input id="Input_1" label=""><inputExpression id="InputExpression_1"><text></text></inputExpression></input>
      <output id="Output_1" name="result" />
      <rule id="Rule_1"><inputEntry id="Entry_1"><text>-</text></inputEntry><outputEntry id="Entry_2"><text></text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>
`
}
